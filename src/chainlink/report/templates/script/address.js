  // ---- hash ------------------------------------------------------------------------------------------------
  let writing = false;
  function writeHash() {
    const parts = new URLSearchParams();
    if (state.n) parts.set("n", state.n);
    if (state.d.size) parts.set("d", [...state.d].join(","));
    for (const name of ["c", "s", "b", "q"]) if (state[name]) parts.set(name, state[name]);
    const text = parts.toString();
    writing = true;
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
    writing = false;
  }
  function readHash() {
    const parts = new URLSearchParams(location.hash.slice(1));
    if (location.hash && !NAMES.some((name) => parts.has(name))) return;
    const options = (name) => all(`[data-filter="${name}"]`).flatMap((c) => (c.tagName === "SELECT" ? [...c.options].map((o) => o.value) : [c.dataset.value]));
    const known = (name) => (options(name).includes(parts.get(name)) ? parts.get(name) : "");
    state.d = new Set((parts.get("d") || "").split(",").filter((key) => options("d").includes(key)));
    for (const name of ["c", "s", "b"]) state[name] = known(name);
    state.q = parts.get("q") || "";
    $("q").value = state.q;
    const key = parts.get("n") || "";
    state.n = panelOf(key) ? key : "";
    applyFilters();
    applySelection();
  }
