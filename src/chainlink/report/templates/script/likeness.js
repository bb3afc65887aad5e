  // ---- how words are compared: folded, figures without the signs in them, Chinese by its readings -----------
  const fold = (text) => String(text).normalize("NFKC").toLowerCase().replace(/(\d),(?=\d{3})/g, "$1").replace(/\s+/g, " ").replace(/(\d) (?=[^\da-z ])/g, "$1");
  const LATIN = /^[a-z]+$/;
  const GAP = /[\s（）()·.,，、“”"-]/;
  const readingsOf = new Array(65536);
  const begins = new Int32Array(65536);
  for (const [reading, signs] of Object.entries(data.search.readings)) {
    for (const sign of signs) {
      if (sign.length > 1) continue;
      const code = sign.charCodeAt(0);
      readingsOf[code] = [...(readingsOf[code] || []), reading];
      begins[code] |= 1 << (reading.charCodeAt(0) - 97);
    }
  }
  function asked(query) {
    return query.split(/\s+/).filter(Boolean).map(fold).map((word) => {
      const figure = /^(\d+(?:\.\d+)?)万?(.*)$/.exec(word);
      const forms = figure && word.includes("万") ? [word, `${Math.round(Number(figure[1]) * 10000)}${figure[2]}`] : [word];
      return { forms, figure: Boolean(figure), spelt: LATIN.test(word) ? word : "" };
    });
  }
  function holds(low, { forms, figure }) {
    for (const form of forms) for (let at = low.indexOf(form); at >= 0; at = low.indexOf(form, at + 1)) if (!figure || !at || !/[\d.]/.test(low[at - 1])) return true;
    return false;
  }
  function reads(low, at, word, from) {
    if (from === word.length) return true;
    if (at >= low.length) return false;
    const readings = readingsOf[low.charCodeAt(at)];
    if (!readings) {
      if (low[at] === word[from]) return reads(low, at + 1, word, from + 1);
      return from > 0 && GAP.test(low[at]) && reads(low, at + 1, word, from);
    }
    for (const reading of readings) {
      let k = 0;
      while (k < reading.length && from + k < word.length && (reading[k] === word[from + k] || (reading[k] === "v" && word[from + k] === "u"))) k += 1;
      if (!k) continue;
      if (from + k === word.length || (k === reading.length && reads(low, at + 1, word, from + k))) return true;
      if (k > 1 && reading[1] === "h" && reads(low, at + 1, word, from + 2)) return true;
      if (reads(low, at + 1, word, from + 1)) return true;
    }
    return false;
  }
  function spells(low, word) {
    const first = word.charCodeAt(0);
    const bit = 1 << (first - 97);
    for (let at = 0; at < low.length; at += 1) {
      const code = low.charCodeAt(at);
      if ((begins[code] & bit || code === first) && reads(low, at, word, 0)) return at;
    }
    return -1;
  }
  const answers = (low, named, wanted) => wanted.every((word) => holds(low, word) || (word.spelt && spells(named, word.spelt) >= 0));
