  // ---- long tables: at most 200 rows in the document -------------------------------------------------------
  const windows = new Map();
  const SIZE = 200;
  function windowed(key, count, lineAt, fits) {
    const body = document.querySelector(`table[data-table="${key}"] tbody`);
    const pager = document.querySelector(`[data-pager="${key}"]`);
    if (!body) return;
    const show = (page) => {
      const query = state.q.trim().toLowerCase();
      const found = [];
      for (let i = 0; i < count; i += 1) if (fits(i, query)) found.push(i);
      const last = Math.max(0, Math.ceil(found.length / SIZE) - 1);
      const at = Math.min(page, last);
      body.replaceChildren(...found.slice(at * SIZE, at * SIZE + SIZE).map((i) => lineAt(i, Number(body.parentNode.dataset.head))));
      if (!pager) return;
      const back = make("button", say.previous), on = make("button", say.next);
      back.type = on.type = "button";
      back.disabled = at === 0;
      on.disabled = at === last;
      back.onclick = () => show(at - 1);
      on.onclick = () => show(at + 1);
      pager.replaceChildren(back, make("span", fill(say.page_of, { page: at + 1, pages: last + 1, n: found.length })), on);
    };
    windows.set(key, show);
  }
  function line(cells, panel, head) {
    const row = make("tr");
    cells.forEach((text, i) => {
      if (i !== head) { row.append(make("td", text)); return; }
      const one = make("th", panel ? null : text);
      one.scope = "row";
      if (panel) { const button = make("button", text); button.type = "button"; one.append(button); }
      row.append(one);
    });
    if (panel) row.dataset.p = panel;
    return row;
  }
  for (const [key, lines] of Object.entries(data.tables)) {
    windowed(key, lines.length, (i, head) => line(lines[i][0], lines[i][1], head), (i, query) => cell(lines[i].slice(2), { d: true, c: true, s: lines[i][4], b: lines[i][5] }) && (!query || lines[i][0].join(" ").toLowerCase().includes(query)));
  }
  if (crowd) {
    windowed("crowd", crowd.names.length, (i, head) => line([crowd.names[i], crowdDistrict(i)[1], crowdSector(i)[1]], crowdOpens(i), head), (i, query) => {
      if (state.d.size && !state.d.has(crowdDistrict(i)[0])) return false;
      if (!query) return true;
      if (!crowd.low) crowd.low = crowd.names.map((name) => name.toLowerCase());
      return crowd.low[i].includes(query);
    });
  }
