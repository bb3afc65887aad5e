  // ---- search ----------------------------------------------------------------------------------------------
  const index = Object.entries(data.panels).filter(([key]) => /^[fs]:/.test(key)).map(([key, panel]) => [key, panel[0], panel[1][0] || "", `${panel[0]} ${panel[1].join(" ")}`.toLowerCase()]);
  let chosen = -1, timer = 0;
  function shut() {
    $("hits").hidden = true;
    $("q").setAttribute("aria-expanded", "false");
    $("q").removeAttribute("aria-activedescendant");
  }
  function hits() {
    const query = $("q").value.trim().toLowerCase();
    const list = $("hits");
    if (!query) { shut(); return; }
    const named = index.filter((one) => one[1].toLowerCase().includes(query)).sort((a, b) => a[1].length - b[1].length);
    const other = index.filter((one) => !named.includes(one) && one[3].includes(query));
    let found = [...named, ...other].slice(0, 12).map(([key, title, tag]) => [key, title, tag]);
    if (crowd) found = [...found, ...crowdSearch(query, 12).map((i) => [`x:${i}`, crowd.names[i], crowdDistrict(i)[1]])].slice(0, 14);
    chosen = -1;
    $("q").removeAttribute("aria-activedescendant");
    list.replaceChildren(...found.map(([key, title, tag], place) => {
      const item = make("li", title);
      item.id = `hit-${place}`;
      item.setAttribute("aria-selected", "false");
      item.dataset.p = key;
      item.setAttribute("role", "option");
      item.append(make("small", tag));
      return item;
    }));
    if (!found.length) {
      const none = make("li", say.no_match);
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.setAttribute("aria-selected", "false");
      list.append(none);
    }
    list.hidden = false;
    $("q").setAttribute("aria-expanded", "true");
  }
  function search() {
    state.q = $("q").value;
    hits();
    clearTimeout(timer);
    timer = setTimeout(() => { applyFilters(); writeHash(); }, 120);
  }
  $("q").addEventListener("input", search);
  $("q").addEventListener("keydown", (event) => {
    const items = all("#hits [data-p]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      chosen = Math.max(0, Math.min(items.length - 1, chosen + (event.key === "ArrowDown" ? 1 : -1)));
      items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
      if (items[chosen]) { $("q").setAttribute("aria-activedescendant", items[chosen].id); items[chosen].scrollIntoView({ block: "nearest" }); }
    } else if (event.key === "Enter" && items.length) pick(items[Math.max(0, chosen)].dataset.p);
  });
  function pick(key) {
    clearTimeout(timer);
    $("q").value = state.q = "";
    shut();
    applyFilters();
    select(key, true);
  }
