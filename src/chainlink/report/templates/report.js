"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const data = JSON.parse($("data").textContent);
  const say = data.say;
  const chart = document.querySelector(".chart");
  const cards = all(".n", chart);
  const edges = all(".e", chart);
  const labels = all(".lab[data-p]", chart);
  const cardOf = new Map(cards.map((card) => [card.dataset.k, card]));
  const state = { n: "", v: "map", d: new Set(), c: "", s: "", b: "", q: "" };
  const NAMES = ["n", "v", "d", "c", "s", "b", "q"];
  const FONT = getComputedStyle(document.body).fontFamily;
  const make = (tag, text, cls) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    if (cls) node.className = cls;
    return node;
  };
  const words = (text) => (text ? text.split(" ") : []);
  const fill = (text, parts) => text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (_, name, one, more) => (more === undefined ? parts[name] : String(parts[name]) === "1" ? one : more));

  // ---- the crowd: many firms in packed columns -------------------------------------------------------------
  const crowd = data.crowd ? unpack(data.crowd) : null;
  function unpack(given) {
    const signs = [];
    for (let code = 35; code < 127; code += 1) if (!"&<>\\'".includes(String.fromCharCode(code))) signs.push(code);
    const digit = new Uint8Array(128);
    signs.forEach((code, place) => { digit[code] = place; });
    const column = ([width, text]) => {
      if (!width) return Uint32Array.from(text.flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i)));
      const found = new Uint32Array(text.length / width);
      for (let i = 0, at = 0; i < found.length; i += 1) {
        let value = 0, scale = 1;
        for (let k = 0; k < width; k += 1, at += 1) { value += digit[text.charCodeAt(at)] * scale; scale *= signs.length; }
        found[i] = value;
      }
      return found;
    };
    const names = given.names ? given.names.split("\n") : [];
    return {
      names, low: null, districts: given.districts, sectors: given.sectors, files: given.files,
      district: column(given.district), sector: column(given.sector), row: column(given.row),
      supplier: column(given.supplier), buyer: column(given.buyer), linkRow: column(given.link_row),
    };
  }
  const crowdDistrict = (i) => (crowd.district[i] ? crowd.districts[crowd.district[i] - 1] : ["", "", ""]);
  const crowdSector = (i) => (crowd.sector[i] ? crowd.sectors[crowd.sector[i] - 1] : ["", "", ""]);
  function crowdSearch(query, most) {
    if (!crowd.low) crowd.low = crowd.names.map((name) => name.toLowerCase());
    const found = [];
    for (let i = 0; i < crowd.low.length && found.length < most; i += 1) if (crowd.low[i].includes(query)) found.push(i);
    return found;
  }
  function ends(i) {
    const suppliers = [], buyers = [];
    for (let k = 0; k < crowd.supplier.length; k += 1) {
      if (crowd.buyer[k] === i) suppliers.push([crowd.supplier[k], k]);
      if (crowd.supplier[k] === i) buyers.push([crowd.buyer[k], k]);
    }
    return { suppliers, buyers };
  }
  function crowdPanel(i) {
    const { suppliers, buyers } = ends(i);
    const tags = [crowdDistrict(i)[1], crowdSector(i)[1]].filter(Boolean);
    const here = [[fill(say.row_in_file, { file: crowd.files[0], row: crowd.row[i] })]];
    const list = (pairs) => {
      const shown = pairs.slice(0, 100).map(([other, k]) => [`${crowd.names[other]} · ${fill(say.row_in_file, { file: crowd.files[1], row: crowd.linkRow[k] })}`, `x:${other}`]);
      return pairs.length > 100 ? [...shown, [fill(say.too_many, { n: pairs.length })]] : shown;
    };
    const sections = [[say.firm, here]];
    sections.push([`${say.buys} (${suppliers.length})`, list(suppliers)], [`${say.supplies} (${buyers.length})`, list(buyers)]);
    return [crowd.names[i], tags, sections.filter((part) => part[1].length)];
  }

  // ---- panel -----------------------------------------------------------------------------------------------
  const crowdKey = (key) => (crowd && /^x:\d+$/.test(key) && Number(key.slice(2)) < crowd.names.length ? Number(key.slice(2)) : -1);
  const panelOf = (key) => {
    if (Object.hasOwn(data.panels, key)) return data.panels[key];
    const i = crowdKey(key);
    return i < 0 ? null : crowdPanel(i);
  };
  function proof(rows) {
    const box = make("details", null, "proof");
    box.append(make("summary", fill(say.sources, { n: rows.length })));
    for (const number of rows) {
      const [place, row, sources, note] = data.rows[number];
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
    paintNet();
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
    paintNet();
  }
  function select(key, scroll) {
    state.n = key && panelOf(key) ? key : "";
    applySelection();
    writeHash();
    $("panel").scrollTop = 0;
    if (state.v === "net" && crowdKey(state.n) >= 0) drawNet();
    const first = chart.querySelector(".n.on");
    if (scroll && first) first.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // ---- hash ------------------------------------------------------------------------------------------------
  let writing = false;
  function writeHash() {
    const parts = new URLSearchParams();
    if (state.n) parts.set("n", state.n);
    if (state.v !== "map") parts.set("v", state.v);
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
    view(parts.get("v") === "net" ? "net" : "map");
  }

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
    windowed("crowd", crowd.names.length, (i, head) => line([crowd.names[i], crowdDistrict(i)[1], crowdSector(i)[1]], `x:${i}`, head), (i, query) => {
      if (state.d.size && !state.d.has(crowdDistrict(i)[0])) return false;
      if (!query) return true;
      if (!crowd.low) crowd.low = crowd.names.map((name) => name.toLowerCase());
      return crowd.low[i].includes(query);
    });
  }

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
    if (crowdKey(key) >= 0) view("net");
  }

  // ---- the explorer ----------------------------------------------------------------------------------------
  let net = null, nodeSet = null, edgeSet = null;
  const LOOKS = {
    strong: ["#FFFFFF", "#1F3A52", 2.6, [], "#14202B"], present: ["#FFFFFF", "#5B6B7A", 1.4, [], "#14202B"], muted: ["#F3F5F7", "#AEB8C2", 1.2, [], "#4B5864"],
    weak: ["#FFF6E0", "#E69F00", 2.6, [], "#14202B"], recorded: ["#FFFFFF", "#4A5B6C", 1.6, [2, 3], "#14202B"], missing: ["#FFF6F6", "#C8102E", 2.4, [7, 4], "#B00D27"],
    near: ["#EEF4FA", "#2F6690", 1.6, [10, 3], "#24506F"], outsourced: ["#F7F9FB", "#7A90A5", 1.1, [], "#3F5468"], coming: ["#FFFFFF", "#4B6B4F", 1.6, [8, 3, 2, 3], "#2F4A33"], blank: ["#FFFFFF", "#C2CAD2", 1, [2, 2], "#4B5864"],
  };
  const HATCH = { missing: ["#F3BFC6", 1], outsourced: ["#CBD6E0", -1] };
  const BRIGHT = { "#1D4ED8": "#7FA8FF", "#007E85": "#35C4C9", "#6B2A8C": "#C99BE6" };
  const dark = () => document.documentElement.dataset.theme === "dark";
  const tone = (colour) => (dark() && BRIGHT[colour]) || colour;
  function paintCard(ctx, x, y, own, alpha, chosenOne) {
    const left = x - own.w / 2, top = y - own.h / 2;
    const look = LOOKS[own.s];
    ctx.save();
    ctx.globalAlpha = alpha;
    ctx.beginPath();
    ctx.roundRect(left, top, own.w, own.h, look ? 5 : 3);
    ctx.fillStyle = dark() ? "#151F28" : "#FFFFFF";
    ctx.fill();
    ctx.fillStyle = look ? (dark() ? "#151F28" : look[0]) : `${tone(own.s)}1c`;
    ctx.fill();
    if (HATCH[own.s]) {
      ctx.save();
      ctx.clip();
      ctx.strokeStyle = HATCH[own.s][0];
      ctx.globalAlpha = alpha * (dark() ? 0.3 : 1);
      ctx.beginPath();
      for (let t = -own.h; t < own.w; t += 8) { ctx.moveTo(left + t, HATCH[own.s][1] > 0 ? top + own.h : top); ctx.lineTo(left + t + own.h, HATCH[own.s][1] > 0 ? top : top + own.h); }
      ctx.stroke();
      ctx.restore();
      ctx.beginPath();
      ctx.roundRect(left, top, own.w, own.h, 5);
    }
    ctx.strokeStyle = look ? look[1] : tone(own.s);
    if (dark() && look && !["weak", "missing"].includes(own.s)) ctx.strokeStyle = "#8FA1B1";
    ctx.lineWidth = chosenOne ? 3.4 : look ? look[2] : 1;
    ctx.setLineDash(chosenOne || !look ? [] : look[3]);
    ctx.stroke();
    ctx.setLineDash([]);
    const lines = (own.label || "").split("\n");
    ctx.textBaseline = "alphabetic";
    ctx.textAlign = "left";
    ctx.fillStyle = dark() ? "#E6EDF3" : look ? look[4] : "#14202B";
    ctx.font = look ? `700 13.5px ${FONT}` : `12px ${FONT}`;
    lines.forEach((text, i) => ctx.fillText(text, left + (look ? 10 : 14), top + (look ? 18 : 17) + 16 * i));
    if (own.g) { ctx.font = `11px ${FONT}`; ctx.fillStyle = dark() ? "#9FB0BF" : "#52606D"; ctx.fillText(own.g, left + 10, top + 18 + 16 * lines.length); }
    if (!look) { ctx.fillStyle = tone(own.s); ctx.fillRect(left, top, 5, own.h); }
    if (own.m) {
      ctx.textAlign = "right";
      ctx.font = `700 11.5px ${FONT}`;
      ctx.fillStyle = look ? (dark() ? "#E6EDF3" : look[1]) : tone(own.s);
      ctx.fillText(own.m, left + own.w - 8, top + 18);
    }
    ctx.restore();
  }
  const alphas = new Map();
  function vnode(own) {
    return { id: own.id, x: own.x, y: own.y, label: own.label, shape: "custom", size: own.w / 2, ctxRenderer: ({ ctx, x, y, state: how }) => ({ drawNode: () => paintCard(ctx, x, y, own, alphas.get(own.id) ?? 1, how.selected), nodeDimensions: { width: own.w, height: own.h } }) };
  }
  function paintNet() {
    if (!net || !nodeSet) return;
    const { keep, lit } = focusKeys();
    alphas.clear();
    for (const id of nodeSet.getIds()) alphas.set(id, off.has(id) || (keep.size && !keep.has(id)) ? 0.14 : 1);
    edgeSet.update(edgeSet.get().map((edge) => ({ id: edge.id, color: { color: tone(edge.c), opacity: (keep.size && !lit.has(edge.k)) || off.has(edge.from) || off.has(edge.to) ? 0.08 : 0.75 } })));
    net.redraw();
  }
  function ego(i) {
    const { suppliers, buyers } = ends(i);
    const most = 150;
    const nodes = [], lines = [], seen = new Set([i]);
    const put = (one, x, y) => nodes.push({ id: `x:${one}`, label: crowd.names[one].length > 15 ? `${crowd.names[one].slice(0, 14)}…` : crowd.names[one], x, y, w: 220, h: 26, s: crowdDistrict(one)[2] || "#6B7280", m: crowdDistrict(one)[1].slice(0, 1) });
    const fan = (pairs, x) => {
      const side = [...new Set(pairs.map(([one]) => one))].filter((one) => !seen.has(one)).slice(0, most);
      side.forEach((one, k) => { seen.add(one); put(one, x, (k - side.length / 2) * 34); });
    };
    put(i, 0, 0);
    fan(suppliers, -420);
    fan(buyers, 420);
    suppliers.forEach(([one, k]) => seen.has(one) && lines.push({ from: `x:${one}`, to: `x:${i}`, k: `y:${k}`, c: crowdDistrict(one)[2] || "#6B7280", w: 18, d: false }));
    buyers.forEach(([one, k]) => seen.has(one) && lines.push({ from: `x:${i}`, to: `x:${one}`, k: `y:${k}`, c: crowdDistrict(i)[2] || "#6B7280", w: 18, d: false }));
    return { nodes, edges: lines, options: data.net.options };
  }
  function drawNet() {
    if (!window.vis) {
      const code = document.createElement("script");
      code.textContent = $("vis-code").textContent;
      document.head.append(code);
    }
    const i = crowdKey(state.n);
    const shown = i >= 0 ? ego(i) : data.net;
    nodeSet = new vis.DataSet(shown.nodes.map(vnode));
    const xOf = new Map(shown.nodes.map((node) => [node.id, node.x]));
    const bend = (edge) => (Math.abs(xOf.get(edge.from) - xOf.get(edge.to)) < 20 ? { enabled: true, type: "curvedCW", roundness: 0.45 } : { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.5 });
    edgeSet = new vis.DataSet(shown.edges.map((edge, id) => ({ id, smooth: bend(edge), from: edge.from, to: edge.to, k: edge.k, c: edge.c, width: edge.w / 10, dashes: edge.d ? [9, 4] : false, arrows: { to: { enabled: true, scaleFactor: 0.45 } }, color: { color: tone(edge.c), opacity: 0.75 } })));
    if (net) net.destroy();
    net = new vis.Network($("net"), { nodes: nodeSet, edges: edgeSet }, shown.options);
    net.on("click", (event) => {
      if (event.nodes.length) select(event.nodes[0].split("@")[0]);
      else if (event.edges.length) { const edge = edgeSet.get(event.edges[0]); const drawn = edges.find((one) => one.dataset.k === edge.k); select(drawn ? drawn.dataset.p : edge.k); } else select("");
    });
    net.fit();
    paintNet();
  }
  function view(wanted) {
    const name = $("vis-code") ? wanted : "map";
    state.v = name;
    $("map").hidden = name !== "map";
    $("net").hidden = name !== "net";
    $("tab-map").setAttribute("aria-selected", String(name === "map"));
    $("tab-net").setAttribute("aria-selected", String(name === "net"));
    if (name === "net" && (!net || crowd)) drawNet();
    writeHash();
  }
  $("tab-map").onclick = () => view("map");
  $("tab-net").onclick = () => view("net");

  let opener = null;
  const glide = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

  // ---- pointing and keys -----------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const hit = event.target.closest("#hits [data-p]");
    if (hit) { pick(hit.dataset.p); return; }
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
    if (from && !from.closest(".chart") && (from.closest("aside") || (byKey && event.target.closest("button")))) {
      if (!from.closest("aside")) opener = event.target.closest("button");
      select(from.dataset.p, true);
      $("panel").focus();
      return;
    }
    if (from) { select(from.dataset.p, !from.closest(".chart")); if (from.closest("tr") && innerWidth > 1000) window.scrollTo({ top: 0, behavior: glide() }); else if (innerWidth <= 1000 && !from.closest("aside")) $("panel").scrollIntoView({ block: "start" }); } else if (event.target.closest(".map")) select("");
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
      const back = event.target.closest("aside") && opener;
      if (event.target === $("q") && $("q").value) { $("q").value = state.q = ""; applyFilters(); } else if (event.target === $("q")) $("q").blur();
      select("");
      if (back && back.isConnected) back.focus();
      return;
    }
    const tab = event.target.closest("[role=tab]");
    if (tab && /^Arrow(Left|Right)$/.test(event.key)) {
      const other = $(tab.id === "tab-map" ? "tab-net" : "tab-map");
      other.focus();
      other.click();
      return;
    }
    const card = event.target.closest && event.target.closest(".n");
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
  $("fit").onclick = () => { const on = $("map").classList.toggle("fit"); $("fit").setAttribute("aria-pressed", String(on)); if (net && state.v === "net") net.fit(); };
  function theme(name) {
    document.documentElement.dataset.theme = name;
    $("theme").setAttribute("aria-pressed", String(name === "dark"));
    try { localStorage.setItem("chainlink-theme", name); } catch (error) { if (!(error instanceof DOMException)) throw error; }
    paintNet();
  }
  $("theme").onclick = () => theme(dark() ? "light" : "dark");

  // ---- export ----------------------------------------------------------------------------------------------
  function save(blob, name) {
    const link = make("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 4000);
  }
  function plainSvg() {
    const copy = chart.cloneNode(true);
    copy.classList.remove("dim");
    all(".hit", copy).forEach((one) => one.remove());
    const back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    back.setAttribute("width", "100%");
    back.setAttribute("height", "100%");
    back.setAttribute("fill", "#FFFFFF");
    copy.insertBefore(back, copy.firstChild);
    return new XMLSerializer().serializeToString(copy);
  }
  const guard = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const quote = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  function csv() {
    const lines = [];
    for (const table of all(".tables table")) {
      if (table.closest("#method")) continue;
      const head = table.closest("section").querySelector("h2");
      lines.push([head.textContent]);
      lines.push(all("thead th", table).map((one) => one.textContent));
      all("tbody tr", table).filter((row) => !row.hidden && !row.classList.contains("none")).forEach((row) => lines.push([...row.children].map((one) => one.textContent)));
      lines.push([]);
    }
    return `\ufeff${lines.map((one) => one.map((text) => quote(guard(text))).join(",")).join("\r\n")}\r\n`;
  }
  function png() {
    const image = new Image();
    const { width, height } = chart.viewBox.baseVal;
    image.onload = () => {
      const canvas = make("canvas");
      canvas.width = width * 2;
      canvas.height = height * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, `${data.key}.png`), "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(plainSvg())}`;
  }
  const exporters = { png, svg: () => save(new Blob([plainSvg()], { type: "image/svg+xml" }), `${data.key}.svg`), csv: () => save(new Blob([csv()], { type: "text/csv;charset=utf-8" }), `${data.key}.csv`), print: () => window.print() };
  all("[data-export]").forEach((button) => { button.onclick = () => { $("export").open = false; exporters[button.dataset.export](); }; });

  // ---- start -----------------------------------------------------------------------------------------------
  let kept = null;
  try { kept = localStorage.getItem("chainlink-theme"); } catch (error) { if (!(error instanceof DOMException)) throw error; }
  document.documentElement.dataset.theme = kept === "dark" || (!kept && matchMedia("(prefers-color-scheme: dark)").matches) ? "dark" : "light";
  $("theme").setAttribute("aria-pressed", String(dark()));
  const wide = () => all(".scroll").forEach((box) => { if (box.scrollWidth > box.clientWidth + 1) box.tabIndex = 0; else box.removeAttribute("tabindex"); });
  wide();
  window.addEventListener("resize", wide);
  readHash();
  window.addEventListener("hashchange", () => { if (!writing) readHash(); });
  document.documentElement.dataset.ready = "yes";
})();
