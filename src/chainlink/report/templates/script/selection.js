  // ---- selection and filters -------------------------------------------------------------------------------
  function focusKeys() {
    const keep = new Set();
    const marked = new Set();
    const target = state.n.startsWith("g:") ? `s:${state.n.split("|")[1]}` : state.n;
    cards.forEach((card) => { if (card.dataset.p === target) { marked.add(card.dataset.k); keep.add(card.dataset.k); } });
    const lit = new Set();
    for (const edge of edges) {
      const side = [...words(edge.dataset.a), ...words(edge.dataset.z)];
      if (edge.dataset.p === target && !marked.size) { lit.add(edge.dataset.k); side.forEach((key) => keep.add(key)); }
      if (side.some((key) => marked.has(key))) { lit.add(edge.dataset.k); side.forEach((key) => keep.add(key)); }
    }
    for (const key of [...keep]) if (key.includes("@")) keep.add(`s:${key.split("@")[1]}`);
    for (const card of cards) if (marked.has(`s:${card.dataset.k.split("@")[1]}`)) keep.add(card.dataset.k);
    return { keep, marked, lit };
  }
  const cell = (values, filter) => {
    const [d, c, s, b] = values;
    return (!filter.d || !state.d.size || words(d).some((key) => state.d.has(key))) && (!filter.c || !state.c || words(c).includes(state.c)) && (!filter.s || !state.s || s === state.s) && (!filter.b || !state.b || b === state.b);
  };
  const ALL = { d: true, c: true, s: true, b: true };
  const off = new Set();
  function applyFilters() {
    const query = state.q.trim().toLowerCase();
    off.clear();
    for (const card of cards) {
      const own = card.dataset;
      const head = own.k.includes("@") ? cardOf.get(`s:${own.k.split("@")[1]}`) : card;
      const from = head ? head.dataset : own;
      const fits = cell([own.d, own.c, from.s, from.b], { ...ALL, c: !own.k.includes("@") || Boolean(own.c) });
      const found = !query || card.getAttribute("aria-label").toLowerCase().includes(query);
      const out = !(fits && found);
      card.classList.toggle("off", out);
      if (out) off.add(own.k);
    }
    const hidden = new Set();
    for (const edge of edges) {
      const sides = [...words(edge.dataset.a), ...words(edge.dataset.z)];
      const out = off.size > 0 && sides.every((key) => off.has(key));
      edge.classList.toggle("off", out);
      if (out) hidden.add(edge.dataset.k);
    }
    labels.forEach((label) => label.classList.toggle("off", hidden.has(label.dataset.e)));
    for (const body of all(".tables tbody")) {
      const key = body.parentNode.dataset.table;
      if (data.tables[key] || key === "crowd") { windows.get(key)(0); continue; }
      const rows = all("tr", body);
      const filter = { d: rows.some((r) => r.dataset.d), c: rows.some((r) => r.dataset.c), s: rows.some((r) => r.dataset.s), b: rows.some((r) => r.dataset.b) };
      const plain = body.closest("#method");
      for (const row of rows) row.hidden = !plain && !row.classList.contains("none") && !(cell([row.dataset.d, row.dataset.c, row.dataset.s, row.dataset.b], filter) && (!query || row.textContent.toLowerCase().includes(query)));
    }
    all("[data-filter]").forEach((control) => {
      const name = control.dataset.filter;
      if (control.tagName === "SELECT") { control.value = state[name]; control.classList.toggle("on", Boolean(state[name])); } else control.setAttribute("aria-pressed", String(state[name].has(control.dataset.value)));
    });
  }
  function applySelection() {
    const { keep, marked, lit } = focusKeys();
    const any = Boolean(keep.size);
    chart.classList.toggle("dim", any);
    cards.forEach((card) => { card.classList.toggle("keep", keep.has(card.dataset.k)); card.classList.toggle("on", marked.has(card.dataset.k)); });
    edges.forEach((edge) => edge.classList.toggle("keep", lit.has(edge.dataset.k)));
    labels.forEach((label) => label.classList.toggle("keep", lit.has(label.dataset.e)));
    cards.forEach((card) => (marked.has(card.dataset.k) ? card.setAttribute("aria-current", "true") : card.removeAttribute("aria-current")));
    all("tr.sel").forEach((row) => row.classList.remove("sel"));
    if (state.n) all("tr[data-p]").forEach((row) => row.classList.toggle("sel", row.dataset.p === state.n));
    showPanel();
    const panel = panelOf(state.n);
    $("said").textContent = panel ? [panel[0], ...panel[1]].join(", ") : "";
  }
  function select(key, scroll) {
    state.n = key && panelOf(key) ? key : "";
    applySelection();
    writeHash();
    $("panel").scrollTop = 0;
    const first = chart.querySelector(".n.on");
    if (scroll && first) first.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
