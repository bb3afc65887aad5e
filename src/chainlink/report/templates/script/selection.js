  // ---- selection and filters -------------------------------------------------------------------------------
  function focusKeys() {
    const keep = new Set();
    const marked = new Set();
    const target = state.n.startsWith("g:") ? `s:${state.n.split("|")[1]}` : state.n;
    const firm = target.startsWith("f:") ? target.slice(2) : "";
    const wanted = new Set();
    cards.forEach((card) => { if (card.dataset.p === target) { marked.add(card.dataset.k); keep.add(card.dataset.k); } });
    if (firm && !marked.size) cards.forEach((card) => { if (words(card.dataset.f).includes(firm)) { marked.add(card.dataset.k); keep.add(card.dataset.k); } });
    if (firm) cards.forEach((card) => { if (words(card.dataset.u).includes(firm) && !marked.has(card.dataset.k)) { wanted.add(card.dataset.k); keep.add(card.dataset.k); } });
    const heads = new Set([...marked].map((key) => (key.includes("@") ? `s:${key.split("@")[1]}` : key)));
    const lit = new Set();
    for (const edge of edges) {
      const side = [...words(edge.dataset.a), ...words(edge.dataset.z)];
      if (edge.dataset.p === target && !marked.size) { lit.add(edge.dataset.k); side.forEach((key) => keep.add(key)); }
      if (side.some((key) => wanted.has(key)) && side.some((key) => heads.has(key))) lit.add(edge.dataset.k);
      if (side.some((key) => marked.has(key))) { lit.add(edge.dataset.k); side.forEach((key) => keep.add(key)); }
    }
    for (const key of [...keep]) if (key.includes("@")) keep.add(`s:${key.split("@")[1]}`);
    for (const card of cards) if (marked.has(`s:${card.dataset.k.split("@")[1]}`)) keep.add(card.dataset.k);
    return { keep, marked, lit, wanted };
  }
  const cell = (values, filter) => {
    const [d, c, s, b] = values;
    return (!filter.d || !state.d.size || words(d).some((key) => state.d.has(key))) && (!filter.c || !state.c || words(c).includes(state.c)) && (!filter.s || !state.s || s === state.s) && (!filter.b || !state.b || words(b).includes(state.b));
  };
  const ALL = { d: true, c: true, s: true, b: true };
  const off = new Set();
  function applyFilters() {
    const wanted = asked(state.q);
    off.clear();
    const dark = new Set();
    for (const card of cards) {
      const own = card.dataset;
      const head = own.k.includes("@") ? cardOf.get(`s:${own.k.split("@")[1]}`) : card;
      const from = head ? head.dataset : own;
      const fits = cell([own.d, own.c, from.s, from.b], { ...ALL, c: !own.k.includes("@") || Boolean(own.c) });
      const said = wanted.length ? fold(card.getAttribute("aria-label")) : "";
      const found = answers(said, said, wanted);
      const out = !(fits && found);
      if (out) dark.add(own.k);
    }
    const lit = cards.filter((card) => !dark.has(card.dataset.k));
    if (lit.length) dark.forEach((key) => off.add(key));
    cards.forEach((card) => card.classList.toggle("off", off.has(card.dataset.k)));
    const hidden = new Set();
    for (const edge of edges) {
      const sides = [...words(edge.dataset.a), ...words(edge.dataset.z)];
      const out = off.size > 0 && sides.every((key) => off.has(key));
      edge.classList.toggle("off", out);
      if (out) hidden.add(edge.dataset.k);
    }
    labels.forEach((label) => label.classList.toggle("off", hidden.has(label.dataset.e)));
    sheets.forEach((sheet) => show(sheet, 0, wanted));
    const chosenAny = state.d.size || state.c || state.s || state.b || wanted.length;
    const rowsLeft = sheets.reduce((sum, sheet) => sum + sheet.found.length, 0);
    $("lit").textContent = chosenAny ? fill(say.lit, { n: lit.filter((card) => !card.dataset.k.includes("@")).length, m: rowsLeft }) : "";
    all("[data-filter]").forEach((control) => {
      const name = control.dataset.filter;
      if (control.tagName === "SELECT") { control.value = state[name]; control.classList.toggle("on", Boolean(state[name])); } else control.setAttribute("aria-pressed", String(state[name].has(control.dataset.value)));
    });
  }
  function applySelection() {
    const { keep, marked, lit, wanted } = focusKeys();
    const any = Boolean(keep.size);
    chart.classList.toggle("dim", any);
    cards.forEach((card) => { card.classList.toggle("keep", keep.has(card.dataset.k)); card.classList.toggle("on", marked.has(card.dataset.k)); card.classList.toggle("want", wanted.has(card.dataset.k)); });
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
    if (scroll && first && inSight()) first.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  const inSight = () => { const box = $("work").getBoundingClientRect(); return box.top < innerHeight * 0.5 && box.bottom > innerHeight * 0.5; };
