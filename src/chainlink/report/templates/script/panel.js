  // ---- panel -----------------------------------------------------------------------------------------------
  const crowdKey = (key) => (crowd && /^x:\d+$/.test(key) && Number(key.slice(2)) < crowd.names.length ? Number(key.slice(2)) : -1);
  const panelOf = (key) => {
    if (has(data.panels, key)) return data.panels[key];
    const i = crowdKey(key);
    return i < 0 ? null : crowdPanel(i);
  };
  function proof(rows) {
    const box = make("details", null, "proof");
    box.append(make("summary", fill(say.sources, { n: rows.length })));
    for (const number of rows) {
      const [place, row, sources, note] = Array.isArray(number) ? number : data.rows[number];
      const [table, file] = data.files[place];
      const part = make("div");
      part.append(make("p", `${table} · ${fill(say.row_in_file, { file, row })}`));
      if (note) part.append(make("p", say.note_of + note));
      for (const one of sources) {
        const [title, publisher, date, url] = data.sources[one];
        const line = make("p", [`《${title}》`, publisher, date].filter(Boolean).join(" "));
        if (/^https?:\/\//.test(url)) {
          const link = make("a", url);
          link.href = url;
          link.rel = "noopener noreferrer";
          link.target = "_blank";
          line.append(document.createElement("br"), link);
        } else if (url) line.append(` ${url}`);
        part.append(line);
      }
      box.append(part);
    }
    return box;
  }
  function showPanel() {
    const about = $("about");
    about.replaceChildren();
    const panel = panelOf(state.n);
    if (!panel) {
      about.append(make("h2", say.nothing_selected), make("p", say.hint));
      return;
    }
    const [title, tags, sections] = panel;
    about.append(make("h2", title));
    if (tags.length) {
      const row = make("div", null, "tags");
      tags.forEach((tag) => row.append(make("span", tag)));
      about.append(row);
    }
    for (const [head, items] of sections) {
      about.append(make("h3", head));
      const list = make("ul", null, "items");
      for (const [given, go, rows] of items) {
        const short = typeof given === "number" ? data.texts[given] : given;
        const line = make("li");
        const text = go && short.startsWith("~") ? panelOf(go)[0] + short.slice(1) : short;
        if (go && go !== state.n && panelOf(go)) {
          const button = make("button", text, "go");
          button.type = "button";
          button.dataset.p = go;
          line.append(button);
        } else line.append(text);
        if (rows) line.append(proof(rows));
        list.append(line);
      }
      about.append(list);
    }
  }
