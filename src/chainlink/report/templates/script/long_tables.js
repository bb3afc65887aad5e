  // ---- tables: ordered and filtered over all rows, of a long one at most 200 in the document -----------------
  const SIZE = 200;
  const collator = new Intl.Collator(data.lang === "zh" ? "zh-CN" : "en", { numeric: true });
  const sheets = all(".tables table[data-table]").map((table) => {
    const key = table.dataset.table;
    const sheet = { key, table, body: table.tBodies[0], naming: Number(table.dataset.head), plain: Boolean(table.closest("#method")), at: 0, by: null, filters: new Map(), low: [], name: [], orders: new Map() };
    sheet.heads = [...table.tHead.rows[0].cells].map((th) => ({ th, words: th.textContent, kind: th.dataset.t || "", places: th.dataset.o ? th.dataset.o.split("|") : null, states: th.dataset.i ? th.dataset.i.split("|") : null }));
    Object.assign(sheet, key === "crowd" && crowd ? crowdRows(sheet) : has(data.tables, key) ? waitingRows(sheet, data.tables[key]) : standingRows(table));
    if (!sheet.long) sheet.draw(sheet.heads);
    sheet.kept = [0, 1, 2, 3].map((n) => { for (let i = 0; i < sheet.count; i += 1) if (sheet.facts(i)[n]) return true; return false; });
    sheet.order = Array.from({ length: sheet.count }, (_, i) => i);
    sheet.found = sheet.order;
    return sheet;
  });
  const sheetAt = (node) => { const table = node.closest("table"); return table && sheets.find((sheet) => sheet.table === table); };
  const lowOf = (sheet, i) => (sheet.low[i] = sheet.low[i] || fold(sheet.texts(i).join(" ")));
  const nameOf = (sheet, i) => (sheet.name[i] = sheet.name[i] || fold(sheet.texts(i)[sheet.naming]));
  function weight(sheet, i, c) {
    const { kind, places } = sheet.heads[c];
    const text = sheet.texts(i)[c];
    const own = sheet.value(i, c);
    if (text === "") return null;
    if (kind === "o") { const place = places.map((word, n) => [text.startsWith(word) ? word.length : 0, -n]).sort((a, b) => b[0] - a[0] || b[1] - a[1])[0]; return place[0] ? -place[1] : text; }
    if (kind === "n" || kind === "r") { const number = own === undefined ? parseFloat(text) : parseFloat(Array.isArray(own) ? own[0] : own); return Number.isNaN(number) ? text : number; }
    return text;
  }
  const compare = (a, b) => (typeof a === typeof b ? (typeof a === "number" ? a - b : collator.compare(a, b)) : typeof a === "number" ? -1 : 1);
  function ordered(sheet, c) {
    if (sheet.orders.has(c)) return sheet.orders.get(c);
    const groups = new Map();
    for (let i = 0; i < sheet.count; i += 1) { const key = weight(sheet, i, c); if (groups.has(key)) groups.get(key).push(i); else groups.set(key, [i]); }
    const last = groups.get(null) || [];
    groups.delete(null);
    const sorted = { groups: [...groups.keys()].sort(compare).map((key) => groups.get(key)), last };
    sheet.orders.set(c, sorted);
    return sorted;
  }
  function sortBy(sheet, c, down) {
    sheet.by = c === null ? null : { c, down };
    sheet.order = Array.from({ length: sheet.count }, (_, i) => i);
    if (sheet.by) {
      const { groups, last } = ordered(sheet, c);
      sheet.order = (down ? [...groups].reverse() : groups).concat([last]).reduce((whole, group) => { group.forEach((i) => whole.push(i)); return whole; }, []);
    }
    if (!sheet.long) sheet.body.append(...sheet.order.map((i) => sheet.node(i)));
    sheet.heads.forEach(({ th }, n) => { if (sheet.by && n === c) th.setAttribute("aria-sort", down ? "descending" : "ascending"); else th.removeAttribute("aria-sort"); });
    if (sheet.select) sheet.select.value = sheet.by ? `${down ? "-" : "+"}${c}` : "";
    show(sheet, 0);
  }
  function measured(text) {
    const found = /^(>=|<=|>|<|=|≥|≤)?\s*(-?\d+(?:\.\d+)?)(?:\s*[-–~]\s*(-?\d+(?:\.\d+)?))?%?$/.exec(fold(text).trim());
    if (!found || (!found[1] && found[3] === undefined)) return null;
    const sign = found[1] || "-", low = Number(found[2]), high = Number(found[3]);
    return (v) => (sign === "-" ? v >= low && v <= high : sign === ">" ? v > low : sign === "<" ? v < low : sign === "=" ? v === low : sign === ">=" || sign === "≥" ? v >= low : v <= low);
  }
  function filterOf(sheet, c, text, whole) {
    if (whole) return (i) => sheet.texts(i)[c] === text;
    const { kind } = sheet.heads[c];
    const bound = kind === "n" || kind === "r" ? measured(text) : null;
    const share = kind === "n" && sheet.texts(sheet.found[0] || 0)[c].includes("%");
    if (bound) return (i) => { const v = weight(sheet, i, c); return typeof v === "number" && bound(share && sheet.value(i, c) !== undefined ? v * 100 : v); };
    const wanted = asked(text);
    return (i) => { const low = fold(sheet.texts(i)[c]); return answers(low, low, wanted); };
  }
  function show(sheet, page, wanted = asked(state.q)) {
    const [d, c, s, b] = sheet.kept;
    const columns = [...sheet.filters.values()];
    const fits = (i) => (sheet.plain || (cell(sheet.facts(i), { d, c, s, b }) && (!wanted.length || answers(lowOf(sheet, i), nameOf(sheet, i), wanted)))) && columns.every((filter) => filter(i));
    sheet.found = sheet.order.filter(fits);
    if (sheet.long) {
      const last = Math.max(0, Math.ceil(sheet.found.length / SIZE) - 1);
      sheet.at = Math.min(page, last);
      sheet.body.replaceChildren(...sheet.found.slice(sheet.at * SIZE, sheet.at * SIZE + SIZE).map(sheet.node));
      turnPages(sheet, last);
    } else {
      const found = new Set(sheet.found);
      sheet.order.forEach((i) => { sheet.node(i).hidden = !found.has(i); });
    }
    if (sheet.counted) sheet.counted.textContent = fill(sheet.found.length === sheet.count ? say.rows : say.rows_of, { k: sheet.found.length.toLocaleString("en"), n: sheet.count.toLocaleString("en") });
    rove(sheet);
  }
  function turnPages(sheet, last) {
    const pager = document.querySelector(`[data-pager="${sheet.key}"]`);
    if (!pager) return;
    if (!sheet.pager) {
      const turns = [["first", () => 0], ["previous", () => sheet.at - 1], ["next", () => sheet.at + 1], ["last", () => Infinity]].map(([code, where]) => {
        const button = make("button", say[code]);
        button.type = "button";
        button.onclick = () => { if (!button.hasAttribute("aria-disabled")) { show(sheet, where()); sheet.table.closest(".scroll").scrollTop = 0; } };
        return button;
      });
      const told = make("span");
      told.setAttribute("role", "status");
      sheet.pager = { turns, told };
      pager.replaceChildren(turns[0], turns[1], told, turns[2], turns[3]);
    }
    sheet.pager.told.textContent = fill(say.page_of, { page: sheet.at + 1, pages: last + 1, n: sheet.found.length });
    sheet.pager.turns.forEach((button, n) => { if (n < 2 ? sheet.at === 0 : sheet.at === last) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled"); });
    sheet.last = last;
  }
  const openers = (sheet) => all("tbody th button", sheet.table).filter((button) => !button.closest("tr").hidden);
  function rove(sheet, wanted) {
    const buttons = openers(sheet);
    const one = wanted || buttons.find((button) => button === document.activeElement) || buttons[0];
    all("tbody th button", sheet.table).forEach((button) => { button.tabIndex = button === one ? 0 : -1; });
    return one;
  }
  function stepRow(button, key) {
    const sheet = sheetAt(button);
    const buttons = openers(sheet);
    const here = buttons.indexOf(button);
    let next = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 10, PageUp: here - 10, Home: 0, End: buttons.length - 1 }[key];
    let list = buttons;
    if (sheet.long && next >= buttons.length && sheet.at < sheet.last) { show(sheet, sheet.at + 1); list = openers(sheet); next = 0; } else if (sheet.long && next < 0 && sheet.at > 0) { show(sheet, sheet.at - 1); list = openers(sheet); next = list.length - 1; }
    const one = rove(sheet, list[Math.max(0, Math.min(list.length - 1, next))]);
    one.focus({ preventScroll: true });
    one.closest("tr").scrollIntoView({ block: "nearest" });
  }
