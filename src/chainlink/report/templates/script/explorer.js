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
  function rounded(ctx, x, y, w, h, r) {
    ctx.moveTo(x + r, y);
    for (const [a, b, c, d] of [[x + w, y, x + w, y + h], [x + w, y + h, x, y + h], [x, y + h, x, y], [x, y, x + w, y]]) ctx.arcTo(a, b, c, d, r);
    ctx.closePath();
  }
  function paintCard(ctx, x, y, own, alpha, chosenOne) {
    const left = x - own.w / 2, top = y - own.h / 2;
    const look = LOOKS[own.s];
    ctx.save();
    ctx.globalAlpha = alpha;
    ctx.beginPath();
    rounded(ctx, left, top, own.w, own.h, look ? 5 : 3);
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
      rounded(ctx, left, top, own.w, own.h, 5);
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
