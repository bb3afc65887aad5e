  // ---- the network: firms and sectors, what joins them, as far as a browser bears ---------------------------
  const $ = (id) => document.getElementById(id);
  const all = (query) => [...document.querySelectorAll(query)];
  const data = JSON.parse($("data").textContent);
  const say = data.say;
  const make = (tag, text, cls) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    if (cls) node.className = cls;
    return node;
  };
  const fill = (text, parts) => text.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (_, name, one, more) => (more === undefined ? parts[name] : String(parts[name]) === "1" ? one : more));
  const FONT = getComputedStyle(document.body).fontFamily;
  const MOST = 900, MOST_LISTED = 100, MOST_MOVED = 60, GREY = "#6B7280", TALL = 46, WIDE = 1.1;
  const firmIds = data.firm ? data.firm.split("\n") : [], sectorIds = data.sector ? data.sector.split("\n") : [];
  const FIRMS = firmIds.length, COUNT = FIRMS + sectorIds.length;
  const names = [...(FIRMS ? namesOf(data.firms) : []), ...(sectorIds.length ? namesOf(data.sectors) : [])];
  const district = column(data.district), stage = column(data.stage), band = column(data.band);
  const keyOf = (i) => (i < FIRMS ? `f:${firmIds[i]}` : `s:${sectorIds[i - FIRMS]}`);
  const placeOf = new Map();
  for (let i = 0; i < COUNT; i += 1) placeOf.set(keyOf(i), i);
  // every edge once: its ends, its kind, its number among the links
  const kinds = ["makes", ...data.relations.map((one) => one[0]), "flow"];
  const words = { makes: say.makes, flow: say.flow };
  data.relations.forEach(([code, word]) => { words[code] = word; });
  const [maker, made] = data.makes.map(column), [supplier, buyer, relation] = data.links.map(column), [input, output] = data.flows.map(column);
  const TOTAL = maker.length + supplier.length + input.length;
  const from = new Uint32Array(TOTAL), to = new Uint32Array(TOTAL), kind = new Uint8Array(TOTAL);
  maker.forEach((one, k) => { from[k] = one; to[k] = FIRMS + made[k]; });
  supplier.forEach((one, k) => { const at = maker.length + k; from[at] = one; to[at] = buyer[k]; kind[at] = 1 + relation[k]; });
  input.forEach((one, k) => { const at = maker.length + supplier.length + k; from[at] = FIRMS + one; to[at] = FIRMS + output[k]; kind[at] = kinds.length - 1; });
  const stated = (edge) => data.stated[edge - maker.length] || "";
  // the edges of a node, as slices of one list
  const first = new Uint32Array(COUNT + 1), ofNode = new Uint32Array(2 * TOTAL);
  for (let k = 0; k < TOTAL; k += 1) { first[from[k] + 1] += 1; first[to[k] + 1] += 1; }
  for (let i = 0; i < COUNT; i += 1) first[i + 1] += first[i];
  const next = first.slice();
  for (let k = 0; k < TOTAL; k += 1) { ofNode[next[from[k]]] = k; next[from[k]] += 1; ofNode[next[to[k]]] = k; next[to[k]] += 1; }
  const edgesOf = (i) => ofNode.subarray(first[i], first[i + 1]);
  const degree = (i) => first[i + 1] - first[i];
  const state = { focus: "", n: -1, steps: 1, colour: "district", off: new Set(["flow"]), moved: new Map(), view: null };
  let net = null;

  // ---- what is drawn ---------------------------------------------------------------------------------------
  const shown = (k) => !state.off.has(kinds[kind[k]]);
  function around(start, steps) {
    const level = new Map([[start, 0]]);
    let rim = [start];
    for (let step = 1; step <= steps; step += 1) {
      const wider = [];
      for (const i of rim) for (const k of edgesOf(i)) {
        if (!shown(k)) continue;
        const other = from[k] === i ? to[k] : from[k];
        if (level.has(other)) continue;
        const side = level.get(i) || (from[k] === i ? 0.5 : -0.5);
        level.set(other, side < 0 ? Math.floor(side - 0.5) : Math.ceil(side + 0.5));
        wider.push(other);
      }
      rim = wider;
    }
    return level;
  }
  function inFocus() {
    const [what, key] = state.focus.split("=");
    const chosen = new Set();
    if (what === "chain") {
      const number = data.chain.findIndex((one) => one[0] === key);
      data.chains.forEach((own, s) => { if (own.includes(number)) chosen.add(FIRMS + s); });
      const firms = new Set();
      maker.forEach((one, k) => { if (chosen.has(FIRMS + made[k])) firms.add(one); });
      supplier.forEach((one, k) => { if (firms.has(one) !== firms.has(buyer[k]) && stated(maker.length + k)) { chosen.add(one); chosen.add(buyer[k]); } });
      firms.forEach((one) => chosen.add(one));
    } else if (what === "district") {
      const number = data.districts.findIndex((one) => one[0] === key) + 1;
      for (let i = 0; i < FIRMS; i += 1) if (district[i] === number) { chosen.add(i); for (const k of edgesOf(i)) if (!kind[k]) chosen.add(to[k]); }
    } else for (let i = 0; i < COUNT; i += 1) if (degree(i)) chosen.add(i);
    return chosen;
  }
  function drawn() {
    const level = state.n >= 0 ? around(state.n, state.steps) : null;
    let nodes = [...(level ? level.keys() : inFocus())];
    const count = nodes.length;
    if (count > MOST) {
      const value = (i) => (i === state.n ? 1e9 : degree(i) - (level ? 1e5 * Math.abs(level.get(i)) : 0));
      nodes = nodes.sort((a, b) => value(b) - value(a) || a - b).slice(0, MOST);
    }
    const inside = new Set(nodes), tied = new Set([state.n]), lines = [];
    for (const i of nodes) for (const k of edgesOf(i)) if (from[k] === i && inside.has(to[k]) && shown(k)) { lines.push(k); tied.add(i).add(to[k]); }
    const kept = nodes.length;
    nodes = nodes.filter((i) => tied.has(i));
    return { nodes, lines, level, folded: count - kept };
  }

  // ---- places: the same data, the same picture -------------------------------------------------------------
  function places({ nodes, level }) {
    const at = new Map();
    const byName = (a, b) => names[a].localeCompare(names[b], "zh") || a - b;
    if (level) {
      const columns = new Map();
      nodes.forEach((i) => { const x = level.get(i); if (!columns.has(x)) columns.set(x, []); columns.get(x).push(i); });
      columns.forEach((list, x) => {
        const deep = Math.max(1, Math.ceil(list.length / 40));
        list.sort(byName).forEach((i, n) => at.set(i, [x * 420 + (n % deep) * 190 * Math.sign(x || 1), (Math.floor(n / deep) - (Math.ceil(list.length / deep) - 1) / 2) * TALL]));
      });
      return at;
    }
    const inside = new Set(nodes), groups = new Map(), last = data.stages.length;
    nodes.filter((i) => i >= FIRMS).forEach((i) => groups.set(i, []));
    const loose = [];
    nodes.filter((i) => i < FIRMS).sort(byName).forEach((i) => {
      const k = [...edgesOf(i)].find((one) => !kind[one] && inside.has(to[one]));
      (k === undefined ? loose : groups.get(to[k])).push(i);
    });
    const bands = Array.from({ length: last + 1 }, () => []);
    [...groups.keys()].sort(byName).forEach((s) => bands[stage[s - FIRMS]].push([s, groups.get(s)]));
    for (let n = 0; n < loose.length; n += 30) bands[last].push([-1, loose.slice(n, n + 30)]);
    const tall = bands.reduce((sum, group) => group.reduce((part, [, firms]) => part + 70 + Math.ceil(firms.length / 2) * TALL, sum), 0);
    const most = Math.max(460, Math.sqrt((tall * 400) / WIDE));
    let left = 0;
    for (const group of bands) {
      if (!group.length) continue;
      let y = 0;
      for (const [s, firms] of group) {
        const high = 70 + Math.ceil(firms.length / 2) * TALL;
        if (y && y + high > most) { left += 400; y = 0; }
        if (s >= 0) at.set(s, [left, y]);
        firms.forEach((i, n) => at.set(i, [left + (n % 2 ? 190 : 10), y + TALL * (1 + Math.floor(n / 2))]));
        y += high;
      }
      left += 450;
    }
    return at;
  }

  // ---- looks -----------------------------------------------------------------------------------------------
  const dark = () => document.documentElement.dataset.theme === "dark";
  const BRIGHT = { "#1D4ED8": "#7FA8FF", "#007E85": "#35C4C9", "#6B2A8C": "#C99BE6" };
  const tone = (colour) => (dark() && BRIGHT[colour]) || colour;
  const LINE = { makes: "#AEB8C2", supply: "#1F6FB2", service: "#6F7F8E", ownership: "#8A97A5", flow: "#D08A2E" };
  const lineTone = (code) => (dark() && code === "supply" ? "#6FB1E8" : LINE[code] || GREY);
  const DASH = { service: [8, 4], ownership: [2, 4], flow: [4, 3] };
  function sectorOf(i) {
    if (i >= FIRMS) return i - FIRMS;
    const k = [...edgesOf(i)].find((one) => !kind[one]);
    return k === undefined ? -1 : to[k] - FIRMS;
  }
  function looks(i) {
    const home = i < FIRMS && district[i] ? data.districts[district[i] - 1] : null;
    if (state.colour === "district") return home && home[2] !== GREY ? home.slice(1) : [say.other, GREY];
    const s = sectorOf(i);
    if (state.colour === "stage") return s < 0 ? [say.other, GREY] : data.stages[stage[s]].slice(1);
    return s >= 0 && band[s] ? data.bands[band[s] - 1].slice(1) : [say.other, GREY];
  }
  function legend(nodes) {
    const seen = new Map();
    nodes.forEach((i) => { const [word, colour] = looks(i); seen.set(word, colour); });
    const line = (word, colour) => { const item = make("li"), sign = make("i"); sign.style.background = colour; item.append(sign, word); return item; };
    $("legend").replaceChildren(...[...seen].map(([word, colour]) => line(word, tone(colour))), ...kinds.filter((code) => !state.off.has(code)).map((code) => line(words[code], lineTone(code))));
  }
  function draw() {
    const picture = drawn(), at = places(picture);
    const ink = dark() ? "#E6EDF3" : "#14202B", paper = dark() ? "#151F28" : "#FFFFFF";
    const nodes = picture.nodes.map((i) => {
      const [x, y] = state.moved.get(keyOf(i)) || at.get(i), colour = tone(looks(i)[1]), short = names[i].length > 14 ? `${names[i].slice(0, 13)}…` : names[i];
      const chosen = i === state.n;
      const look = i < FIRMS ? { shape: "dot", size: chosen ? 14 : 8, color: { background: colour, border: chosen ? ink : colour } } : { shape: "box", margin: 6, color: { background: paper, border: colour }, font: { face: FONT, size: 16, color: ink, bold: false } };
      return { id: i, x, y, label: short, borderWidth: chosen ? 4 : 2, font: { face: FONT, size: 14, color: ink }, ...look };
    });
    const lines = picture.lines.map((k) => ({ id: k, from: from[k], to: to[k], color: { color: lineTone(kinds[kind[k]]), opacity: 0.65 }, dashes: DASH[kinds[kind[k]]] || false, width: stated(k) ? 3 : 1, arrows: kind[k] ? { to: { enabled: true, scaleFactor: 0.5 } } : {} }));
    if (net) net.destroy();
    net = new vis.Network($("net"), { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(lines) }, { physics: { enabled: false }, interaction: { keyboard: false, navigationButtons: false, hideEdgesOnDrag: lines.length > 1500 }, edges: { smooth: lines.length > 1200 ? false : { enabled: true, type: "continuous", roundness: 0.3 } } });
    net.on("click", (event) => { if (event.nodes.length) pick(event.nodes[0], true); });
    net.on("doubleClick", (event) => { if (event.nodes.length) pick(event.nodes[0], false); });
    net.on("dragEnd", (event) => {
      const moved = net.getPositions(event.nodes);
      event.nodes.forEach((i) => { state.moved.set(keyOf(i), [Math.round(moved[i].x), Math.round(moved[i].y)]); });
      while (state.moved.size > MOST_MOVED) state.moved.delete(state.moved.keys().next().value);
      keepView();
    });
    net.on("zoom", keepView);
    if (state.view) net.moveTo({ position: { x: state.view[0], y: state.view[1] }, scale: state.view[2] }); else net.fit();
    const firms = picture.nodes.filter((i) => i < FIRMS).length;
    $("drawn").textContent = [fill(say.drawn, { firms, sectors: picture.nodes.length - firms, edges: picture.lines.length }), picture.folded ? fill(say.folded, { n: picture.folded }) : ""].filter(Boolean).join(" · ");
    legend(picture.nodes);
    document.documentElement.dataset.drawn = `${firms} ${picture.nodes.length - firms} ${picture.lines.length}`;
  }
  function keepView() {
    const { x, y } = net.getViewPosition();
    state.view = [Math.round(x), Math.round(y), Number(net.getScale().toFixed(3))];
    writeHash();
  }

  // ---- the panel -------------------------------------------------------------------------------------------
  function about() {
    const box = $("about"), i = state.n;
    box.replaceChildren();
    if (i < 0) { box.append(make("h2", say.nothing_selected), make("p", say.note)); return; }
    box.append(make("h2", names[i]));
    const tags = make("div", null, "tags"), s = sectorOf(i);
    const own = i < FIRMS ? [district[i] && data.districts[district[i] - 1][1]] : [data.stages[stage[s]][1], ...data.chains[s].map((c) => data.chain[c][1])];
    own.filter(Boolean).forEach((word) => tags.append(make("span", word)));
    box.append(tags);
    const home = s >= 0 ? data.chains[s].map((c) => data.chain[c]).find((one) => one[2]) : null;
    const link = make("a", say.on_map);
    link.href = `${home ? home[0] : "index"}.html#n=${encodeURIComponent(keyOf(i))}`;
    const line = make("p");
    line.append(link);
    box.append(line);
    const lists = [
      [say.to_sectors, (k) => !kind[k] && from[k] === i, to], [say.to_firms, (k) => !kind[k] && to[k] === i, from],
      [say.buys, (k) => kind[k] && i < FIRMS && to[k] === i, from], [say.supplies, (k) => kind[k] && i < FIRMS && from[k] === i, to],
      [say.inputs, (k) => i >= FIRMS && kind[k] && to[k] === i, from], [say.outputs, (k) => i >= FIRMS && kind[k] && from[k] === i, to],
    ];
    for (const [head, fits, end] of lists) {
      const found = [...edgesOf(i)].filter(fits).sort((a, b) => (stated(a) ? 0 : 1) - (stated(b) ? 0 : 1) || a - b);
      if (!found.length) continue;
      box.append(make("h3", `${head} (${found.length})`));
      const list = make("ul", null, "items");
      found.slice(0, MOST_LISTED).forEach((k) => {
        const line = make("li"), button = make("button", names[end[k]], "go"), note = [kind[k] > 1 && i < FIRMS ? words[kinds[kind[k]]] : "", kind[k] ? stated(k) : ""].filter(Boolean).join(" · ");
        button.type = "button";
        button.dataset.n = end[k];
        line.append(button, note ? ` ${note}` : "");
        list.append(line);
      });
      if (found.length > MOST_LISTED) list.append(make("li", fill(say.too_many, { n: found.length })));
      box.append(list);
    }
  }
  function pick(i, stay) {
    state.n = i;
    if (!stay || state.n < 0) { state.moved.clear(); }
    state.view = null;
    update();
  }

  // ---- the address: what is looked at, how, and where what was moved lies -----------------------------------
  function writeHash() {
    const parts = new URLSearchParams();
    const [what, key] = state.focus.split("=");
    if (key) parts.set(what, key);
    if (state.n >= 0) parts.set("n", keyOf(state.n));
    if (state.steps > 1) parts.set("steps", state.steps);
    if (state.colour !== "district") parts.set("colour", state.colour);
    const off = [...state.off].join(",");
    if (off !== "flow") parts.set("off", off || "none");
    if (state.moved.size) parts.set("moved", [...state.moved].map(([id, [x, y]]) => `${id},${x},${y}`).join(";"));
    if (state.view) parts.set("view", state.view.join(","));
    const text = parts.toString();
    history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
  }
  function readHash() {
    const parts = new URLSearchParams(location.hash.slice(1));
    const options = (id) => [...$(id).options].map((one) => one.value || one.textContent);
    const wanted = ["chain", "district"].filter((name) => parts.has(name)).map((name) => `${name}=${parts.get(name)}`)[0] || "";
    state.focus = options("focus").includes(wanted) ? wanted : "";
    state.n = placeOf.has(parts.get("n")) ? placeOf.get(parts.get("n")) : -1;
    state.steps = ["2", "3"].includes(parts.get("steps")) ? Number(parts.get("steps")) : 1;
    state.colour = options("colour").includes(parts.get("colour")) ? parts.get("colour") : "district";
    state.off = new Set((parts.get("off") || "flow").split(",").filter((code) => kinds.includes(code)));
    const numbers = (list) => list.map(Number).every(Number.isFinite);
    state.moved = new Map((parts.get("moved") || "").split(";").map((one) => one.split(",")).filter((one) => one.length === 3 && placeOf.has(one[0]) && numbers(one.slice(1))).map(([id, x, y]) => [id, [Number(x), Number(y)]]));
    const view = (parts.get("view") || "").split(",");
    state.view = view.length === 3 && numbers(view) && Number(view[2]) > 0 ? view.map(Number) : null;
    update();
  }
  function update() {
    $("focus").value = state.focus;
    $("steps").value = String(state.steps);
    $("colour").value = state.colour;
    all("[data-kind]").forEach((button) => button.setAttribute("aria-pressed", String(!state.off.has(button.dataset.kind))));
    writeHash();
    about();
    draw();
  }

  // ---- controls --------------------------------------------------------------------------------------------
  const low = names.map((name) => name.toLowerCase());
  $("q").addEventListener("input", () => {
    const query = $("q").value.trim().toLowerCase(), hits = [];
    const whole = low.indexOf(query);
    if (whole >= 0) { pick(whole, false); return; }
    for (let i = 0; query && i < COUNT && hits.length < 12; i += 1) if (low[i].includes(query)) hits.push(i);
    $("names").replaceChildren(...hits.map((i) => { const option = make("option"); option.value = names[i]; return option; }));
  });
  $("q").addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const query = $("q").value.trim().toLowerCase();
    const hit = query ? low.findIndex((name) => name.includes(query)) : -1;
    if (hit >= 0) pick(hit, false); else $("drawn").textContent = say.no_match;
  });
  $("focus").onchange = () => { state.focus = $("focus").value; pick(-1, false); };
  $("steps").onchange = () => { state.steps = Number($("steps").value); state.view = null; update(); };
  $("colour").onchange = () => { state.colour = $("colour").value; update(); };
  all("[data-kind]").forEach((button) => { button.onclick = () => { if (!state.off.delete(button.dataset.kind)) state.off.add(button.dataset.kind); update(); }; });
  $("clear").onclick = () => { state.moved.clear(); state.view = null; update(); };
  $("about").addEventListener("click", (event) => { const button = event.target.closest("[data-n]"); if (button) { pick(Number(button.dataset.n), false); $("panel").focus(); } });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && state.n >= 0) pick(-1, false); });
  $("png").onclick = () => {
    const drawnOn = document.querySelector("#net canvas"), canvas = make("canvas"), ctx = canvas.getContext("2d");
    canvas.width = drawnOn.width;
    canvas.height = drawnOn.height;
    ctx.fillStyle = dark() ? "#0F1720" : "#FFFFFF";
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    ctx.drawImage(drawnOn, 0, 0);
    canvas.toBlob((blob) => {
      const link = make("a");
      link.href = URL.createObjectURL(blob);
      link.download = "network.png";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 4000);
    }, "image/png");
  };
  function theme(name) {
    document.documentElement.dataset.theme = name;
    $("theme").setAttribute("aria-pressed", String(name === "dark"));
  }
  let kept = null;
  try { kept = localStorage.getItem("chainlink-theme"); } catch (error) { if (!(error instanceof DOMException)) throw error; }
  theme(kept === "dark" || (!kept && matchMedia("(prefers-color-scheme: dark)").matches) ? "dark" : "light");
  $("theme").onclick = () => {
    theme(dark() ? "light" : "dark");
    try { localStorage.setItem("chainlink-theme", document.documentElement.dataset.theme); } catch (error) { if (!(error instanceof DOMException)) throw error; }
    draw();
  };
  window.addEventListener("hashchange", readHash);
  document.documentElement.dataset.ready = "yes";
  setTimeout(readHash, 0);
