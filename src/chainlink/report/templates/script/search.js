  // ---- search ----------------------------------------------------------------------------------------------
  const FIRST_HITS = 12, MORE_HITS = 48;
  const WORSE = { spelt: 3, also: 4, far: 5, tag: 6, text: 8 };
  let known = null, chosen = -1, timer = 0, hitsShown = FIRST_HITS;
  const textOf = ([text, opens]) => {
    const words = typeof text === "number" ? data.texts[text] : text;
    return words.startsWith("~") && has(data.panels, opens) ? data.panels[opens][0] + words.slice(1) : words;
  };
  function knownThings() {
    known = known || Object.entries(data.panels).map(([key, [title, tags, sections]]) => {
      const names = [title, ...(data.search.also[key] || "").split("\n").filter(Boolean)];
      return { key, title, names, low: names.map(fold), tag: tags[0] || "", tags: fold(tags.join(" ")), items: sections.flatMap((part) => part[1]), text: null, place: /^[fs]:/.test(key) ? 0 : 0.5 };
    });
    return known;
  }
  function nameLevel(low, word) {
    const form = word.forms[0];
    if (low[0].startsWith(form)) return low[0] === form ? 0 : 1;
    for (let n = 0; n < low.length; n += 1) if (holds(low[n], word)) return n ? WORSE.also : 2;
    if (!word.spelt) return -1;
    let far = -1;
    for (const name of low) {
      const at = spells(name, word.spelt);
      if (at === 0) return WORSE.spelt;
      if (at > 0) far = at;
    }
    return far > 0 && word.spelt.length > 1 ? WORSE.far : -1;
  }
  function thingLevel(thing, word) {
    const level = nameLevel(thing.low, word);
    if (level >= 0) return level;
    if (holds(thing.tags, word)) return WORSE.tag;
    thing.text = thing.text || fold(thing.items.map(textOf).join("\n"));
    return holds(thing.text, word) ? WORSE.text : -1;
  }
  function crowdLows() {
    if (!crowd.low) crowd.low = crowd.names.map((name, i) => [name, ...(data.search.also[`x:${i}`] || "").split("\n").filter(Boolean)].map(fold));
    return crowd.low;
  }
  function matching(query) {
    const wanted = asked(query);
    const ranks = new Map();
    const put = (level, one) => { if (ranks.has(level)) ranks.get(level).push(one); else ranks.set(level, [one]); };
    const levels = (levelOf) => { let sum = 0; for (const word of wanted) { const level = levelOf(word); if (level < 0) return -1; sum += level; } return sum; };
    for (const thing of knownThings()) {
      const level = levels((word) => thingLevel(thing, word));
      if (level >= 0) put(level + thing.place, thing);
    }
    ranks.forEach((list) => list.sort((a, b) => a.title.length - b.title.length));
    if (crowd) {
      const lows = crowdLows();
      const places = (list) => wanted.map((word) => list.map((one) => holds(fold(one[1]), word)));
      const districts = places(crowd.districts), sectors = places(crowd.sectors);
      for (let i = 0; i < lows.length; i += 1) {
        if (crowd.kept[i]) continue;
        let n = -1;
        const level = levels((word) => { n += 1; const own = nameLevel(lows[i], word); return own >= 0 ? own : districts[n][crowd.district[i] - 1] || sectors[n][crowd.sector[i] - 1] ? WORSE.tag : -1; });
        if (level >= 0) put(level, i);
      }
    }
    return { wanted, list: [...ranks.keys()].sort((a, b) => a - b).reduce((whole, level) => { ranks.get(level).forEach((one) => whole.push(one)); return whole; }, []) };
  }
  function hitOf(one, wanted) {
    const thing = typeof one === "number" ? { key: `x:${one}`, title: crowd.names[one], low: crowdLows()[one], names: [crowd.names[one], ...(data.search.also[`x:${one}`] || "").split("\n")], tag: crowdDistrict(one)[1], tags: "", items: [] } : one;
    for (const word of wanted) {
      const level = nameLevel(thing.low, word);
      const other = level > 2 ? thing.low.findIndex((name, n) => n && (holds(name, word) || (word.spelt && spells(name, word.spelt) >= 0))) : -1;
      if (other > 0 && !(word.spelt && spells(thing.low[0], word.spelt) >= 0)) return [thing, thing.names[other]];
      if (level < 0 && !holds(thing.tags, word)) { const item = thing.items.find((given) => holds(fold(textOf(given)), word)); if (item) return [thing, textOf(item)]; }
    }
    const about = /^[fsx]:/.test(thing.key) ? [] : thing.items.filter((item) => item[1]).slice(0, 2).map(textOf);
    return [thing, about.join(" · ") || thing.tag];
  }
  function shut() {
    $("hits").hidden = true;
    $("q").setAttribute("aria-expanded", "false");
    $("q").removeAttribute("aria-activedescendant");
  }
  function option(title, place) {
    const item = make("li", title);
    item.id = `hit-${place}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    return item;
  }
  function hits() {
    if (!$("q").value.trim()) { shut(); return; }
    const { wanted, list } = matching($("q").value);
    const shown = list.slice(0, hitsShown).map((one, place) => {
      const [thing, about] = hitOf(one, wanted);
      const item = option(thing.title, place);
      item.dataset.p = thing.key;
      item.append(make("small", about));
      return item;
    });
    if (list.length > hitsShown) { const more = option(fill(say.more, { n: Math.min(MORE_HITS, list.length - hitsShown), of: list.length.toLocaleString("en") }), shown.length); more.dataset.more = "1"; shown.push(more); }
    if (!list.length) { const none = option(say.no_match, 0); none.setAttribute("aria-disabled", "true"); shown.push(none); }
    $("hits").replaceChildren(...shown);
    $("hits").hidden = false;
    $("q").setAttribute("aria-expanded", "true");
    point(-1);
    const low = $("hits").getBoundingClientRect().bottom + 8 - innerHeight;
    if (low > 0) window.scrollBy(0, Math.max(0, Math.min(low, $("q").getBoundingClientRect().top - 10)));
  }
  function point(place) {
    const items = all("#hits [data-p], #hits [data-more]");
    chosen = Math.max(-1, Math.min(items.length - 1, place));
    items.forEach((item, n) => item.setAttribute("aria-selected", String(n === chosen)));
    if (items[chosen]) { $("q").setAttribute("aria-activedescendant", items[chosen].id); items[chosen].scrollIntoView({ block: "nearest" }); } else $("q").removeAttribute("aria-activedescendant");
  }
  function moreHits() {
    const place = hitsShown;
    hitsShown += MORE_HITS;
    hits();
    point(place);
    $("q").focus({ preventScroll: true });
  }
  function search() {
    state.q = $("q").value;
    hitsShown = FIRST_HITS;
    hits();
    clearTimeout(timer);
    timer = setTimeout(() => { applyFilters(); writeHash(); }, 120);
  }
  $("q").addEventListener("input", search);
  $("q").addEventListener("focus", () => { setTimeout(() => { if (!known) ["zzz", "zh 0", "\u0000"].forEach(matching); }, 0); });
  $("q").addEventListener("keydown", (event) => {
    const items = all("#hits [data-p], #hits [data-more]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      point(Math.max(0, chosen + (event.key === "ArrowDown" ? 1 : -1)));
    } else if (event.key === "Enter" && items.length && !event.isComposing) {
      const item = items[Math.max(0, chosen)];
      if (item.dataset.more) moreHits(); else pick(item.dataset.p);
    }
  });
  function pick(key) {
    clearTimeout(timer);
    $("q").value = state.q = "";
    shut();
    applyFilters();
    opener = $("q");
    reveal(key);
  }
