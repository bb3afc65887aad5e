  // ---- the rows of a table: in the document, waiting in the data, or in the columns of the crowd -------------
  function standingRows(table) {
    const rows = all("tbody > tr:not(.none)", table);
    const texts = [];
    return {
      count: rows.length, long: false,
      texts: (i) => (texts[i] = texts[i] || [...rows[i].cells].map((one) => one.textContent)),
      value: (i, c) => rows[i].cells[c].dataset.v,
      draw: (heads) => rows.forEach((row) => heads.forEach((head, c) => { if (head.states || head.kind === "r") drawn(head, row.cells[c], row.cells[c].textContent, (row.cells[c].dataset.v || "").split(" ").filter(Boolean)); })),
      facts: (i) => { const { d, c, s, b } = rows[i].dataset; return [d, c, s, b]; },
      node: (i) => rows[i],
    };
  }
  function waitingRows(sheet, lines) {
    return {
      count: lines.length, long: true,
      texts: (i) => lines[i][0],
      value: (i, c) => (lines[i][6] || {})[c],
      facts: (i) => lines[i].slice(2, 6),
      node: (i) => rowNode(sheet, lines[i][0], lines[i][1], lines[i][6] || {}),
    };
  }
  function crowdRows(sheet) {
    const texts = (i) => [crowd.names[i], crowdDistrict(i)[1], crowdSector(i)[1]];
    return { count: crowd.names.length, long: true, texts, value: () => undefined, facts: (i) => [crowdDistrict(i)[0]], node: (i) => rowNode(sheet, texts(i), crowdOpens(i), {}) };
  }
  function stateOf(head, text) {
    const fitting = head.places.filter((word) => text.startsWith(word)).sort((a, b) => b.length - a.length);
    return head.states[head.places.indexOf(fitting[0])] || "";
  }
  function drawn(head, cell, text, places) {
    if (head.states && text) {
      cell.prepend(make("i", null, `sg s-${stateOf(head, text)}`));
      cell.classList.add("g");
    }
    if (head.kind === "r" && places && places.length) {
      const mark = make("i", null, "rk");
      ["--r", "--a", "--z"].forEach((name, n) => mark.style.setProperty(name, places[n]));
      cell.append(mark);
    }
  }
  function rowNode(sheet, texts, panel, values) {
    const row = make("tr");
    texts.forEach((text, c) => {
      const head = sheet.heads[c];
      if (c === sheet.naming) {
        const named = make("th", panel ? null : text);
        named.scope = "row";
        if (panel) { const button = make("button", text || say.open); button.type = "button"; named.append(button); }
        row.append(named);
        return;
      }
      const cell = make("td", text, head.th.dataset.l ? "w" : "");
      drawn(head, cell, text, values[c]);
      row.append(cell);
    });
    if (panel) row.dataset.p = panel;
    if (panel && panel === state.n) row.classList.add("sel");
    return row;
  }
