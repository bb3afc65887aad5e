  // ---- pointing and keys -----------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const hit = event.target.closest("#hits [data-p]");
    if (hit) { pick(hit.dataset.p); return; }
    if (event.target.closest("#hits [data-more]")) { moreHits(); return; }
    if (!event.target.closest(".find")) shut();
    if (!event.target.closest("#export")) $("export").open = false;
    const jump = event.target.closest("[data-jump]");
    if (jump) {
      event.preventDefault();
      const place = $(jump.dataset.jump);
      place.querySelector("summary, h2").focus({ preventScroll: true });
      place.scrollIntoView({ behavior: glide() });
      return;
    }
    const from = event.target.closest("[data-p]");
    const byKey = event.detail === 0;
    const row = from && from.closest("tbody tr[data-p]");
    if (row) {
      if (byKey || !String(getSelection()) || event.target.closest("button")) openRow(row, byKey);
      return;
    }
    if (from && !from.closest("#map")) {
      if (!from.closest("aside")) opener = event.target.closest("button");
      reveal(from.dataset.p, from.closest("aside") || byKey);
    } else if (from) {
      select(from.dataset.p);
      if (innerWidth <= 1000) aside.scrollIntoView({ block: "start" });
    } else if (event.target.closest(".map")) select("");
  });
  function step(card, key) {
    const box = (one) => { const r = one.querySelector("rect").getBBox(); return [r.x + r.width, r.y + r.height / 2]; };
    const [x, y] = box(card);
    const lit = cards.filter((one) => !one.classList.contains("off") && one !== card);
    const tied = (start, end) => edges.filter((edge) => words(edge.dataset[start]).includes(card.dataset.k)).flatMap((edge) => words(edge.dataset[end])).map((one) => cardOf.get(one)).filter(Boolean);
    const nearest = (list) => list.map((one) => [one, box(one)]).sort((a, b) => Math.abs(a[1][1] - y) + Math.abs(a[1][0] - x) / 9 - Math.abs(b[1][1] - y) - Math.abs(b[1][0] - x) / 9).map((pair) => pair[0])[0];
    if (key === "ArrowRight") return nearest(tied("a", "z")) || nearest(lit.filter((one) => box(one)[0] > x + 20));
    if (key === "ArrowLeft") return nearest(tied("z", "a")) || nearest(lit.filter((one) => box(one)[0] < x - 20));
    const column = lit.filter((one) => Math.abs(box(one)[0] - x) < 20);
    return nearest(column.filter((one) => (key === "ArrowDown" ? box(one)[1] > y : box(one)[1] < y)));
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing) { event.preventDefault(); $("q").focus(); $("q").select(); return; }
    if (event.key === "Escape") {
      shut();
      if ($("export").open) { $("export").open = false; if (event.target.closest("#export")) $("export").querySelector("summary").focus(); return; }
      if (event.target === $("q") && $("q").value) { $("q").value = state.q = ""; applyFilters(); } else if (event.target === $("q")) $("q").blur();
      const inside = event.target.closest("aside, .tables");
      dismiss(Boolean(inside && state.n));
      return;
    }
    const button = event.target.closest("tbody th button");
    if (button && /^(Arrow(Up|Down)|Page(Up|Down)|Home|End)$/.test(event.key)) { event.preventDefault(); stepRow(button, event.key); return; }
    const card = event.target.closest(".n");
    if (!card) return;
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); select(card.dataset.p); return; }
    if (!/^Arrow/.test(event.key)) return;
    event.preventDefault();
    const next = step(card, event.key);
    if (next) { card.tabIndex = -1; next.tabIndex = 0; next.focus(); next.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  });
  all("[data-filter]").forEach((control) => {
    const name = control.dataset.filter;
    if (control.tagName === "SELECT") control.onchange = () => { state[name] = control.value; applyFilters(); writeHash(); };
    else control.onclick = () => { const value = control.dataset.value; if (!state.d.delete(value)) state.d.add(value); applyFilters(); writeHash(); };
  });
  $("fit").onclick = () => { const on = $("map").classList.toggle("fit"); $("fit").setAttribute("aria-pressed", String(on)); };
  const dark = () => document.documentElement.dataset.theme === "dark";
  function theme(name) {
    document.documentElement.dataset.theme = name;
    $("theme").setAttribute("aria-pressed", String(name === "dark"));
    try { localStorage.setItem("chainlink-theme", name); } catch (error) { if (!(error instanceof DOMException)) throw error; }
  }
  $("theme").onclick = () => theme(dark() ? "light" : "dark");
