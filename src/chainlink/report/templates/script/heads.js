  // ---- the head of a table: sort by every heading, a filter per column, copy and CSV -------------------------
  const FEW_WORDS = 12;
  const pressed = (words, act, cls) => { const button = make("button", words, cls); button.type = "button"; button.onclick = act; return button; };
  const guard = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const quote = (text) => (/[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  const headsOf = (sheet) => sheet.heads.map(({ words: text }) => text);
  const csvOf = (lines) => `\ufeff${lines.map((line) => line.map((text) => quote(guard(text))).join(",")).join("\r\n")}\r\n`;
  const asCsv = (text) => new Blob([text], { type: "text/csv;charset=utf-8" });
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      try { await navigator.clipboard.writeText(text); return; } catch (error) { if (!(error instanceof DOMException)) throw error; }
    }
    const back = document.activeElement;
    const box = make("textarea", text, "sr");
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
    if (back) back.focus({ preventScroll: true });
  }
  function distinct(sheet, c) {
    const { kind, th, places } = sheet.heads[c];
    if (th.dataset.l || c === sheet.naming || kind === "n" || kind === "r") return null;
    const texts = new Set();
    for (let i = 0; i < sheet.count && texts.size <= FEW_WORDS; i += 1) texts.add(sheet.texts(i)[c]);
    if (texts.size > FEW_WORDS || texts.size * 2 > sheet.count + 2) return null;
    const rank = (text) => (places ? places.findIndex((word) => text.startsWith(word)) : 0);
    return [...texts].filter(Boolean).sort((a, b) => rank(a) - rank(b) || collator.compare(a, b));
  }
  function filterRow(sheet) {
    const row = make("tr", null, "filters");
    sheet.heads.forEach(({ words: text, kind }, c) => {
      const choices = distinct(sheet, c);
      const field = make(choices ? "select" : "input");
      field.setAttribute("aria-label", fill(say.filter_of, { column: text }));
      if (choices) field.append(...["", ...choices].map((choice) => { const option = make("option", choice || say.any); option.value = choice; return option; }));
      else { field.type = "search"; field.autocomplete = "off"; field.placeholder = kind === "n" || kind === "r" ? "≥ 10, 3-9" : ""; }
      let timer = 0;
      const apply = () => { if (field.value) sheet.filters.set(c, filterOf(sheet, c, field.value, Boolean(choices))); else sheet.filters.delete(c); sheet.bare.hidden = !sheet.filters.size; show(sheet, 0); };
      field.addEventListener(choices ? "change" : "input", () => { clearTimeout(timer); if (sheet.count > 2000 && !choices) timer = setTimeout(apply, 120); else apply(); });
      const box = make("td");
      box.append(field);
      row.append(box);
    });
    return row;
  }
  function toggleFilters(sheet, on) {
    if (on && !sheet.row) { sheet.row = filterRow(sheet); sheet.table.tHead.append(sheet.row); }
    sheet.row.hidden = !on;
    sheet.table.classList.toggle("filtering", on);
    sheet.table.style.setProperty("--hh", `${sheet.table.tHead.rows[0].getBoundingClientRect().height}px`);
    sheet.table.closest(".scroll").style.scrollPaddingTop = on ? "74px" : "";
    sheet.button.setAttribute("aria-expanded", String(on));
    if (on) { const first = sheet.row.querySelector("input, select"); if (first) first.focus({ preventScroll: true }); } else unfilter(sheet);
  }
  function unfilter(sheet) {
    sheet.filters.clear();
    if (sheet.row) all("input, select", sheet.row).forEach((field) => { field.value = ""; });
    sheet.bare.hidden = true;
    show(sheet, 0);
  }
  function narrowSort(sheet) {
    const select = make("select", null, "by");
    select.setAttribute("aria-label", say.sort_by);
    const option = (value, text) => { const one = make("option", text); one.value = value; return one; };
    select.append(option("", say.own_order), ...sheet.heads.flatMap(({ words: text }, c) => [option(`+${c}`, `${text} ↑`), option(`-${c}`, `${text} ↓`)]));
    select.onchange = () => sortBy(sheet, select.value ? Number(select.value.slice(1)) : null, select.value[0] === "-");
    return select;
  }
  for (const sheet of sheets) {
    if (sheet.count < 2) continue;
    sheet.heads.forEach(({ th, words: text }, c) => {
      th.replaceChildren(pressed(text, () => { const { by } = sheet; if (by && by.c === c && by.down) sortBy(sheet, null); else sortBy(sheet, c, Boolean(by && by.c === c)); }, "sort"));
    });
    const bar = make("div", null, "tool");
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-labelledby", sheet.table.getAttribute("aria-labelledby"));
    sheet.counted = make("span");
    sheet.counted.setAttribute("role", "status");
    sheet.select = narrowSort(sheet);
    sheet.button = pressed(say.filter, () => toggleFilters(sheet, sheet.button.getAttribute("aria-expanded") !== "true"));
    sheet.button.setAttribute("aria-expanded", "false");
    sheet.bare = pressed(say.unfilter, () => { unfilter(sheet); sheet.button.focus(); });
    sheet.bare.hidden = true;
    const copied = pressed(say.copy, () => copy([headsOf(sheet), ...sheet.found.map(sheet.texts)].map((line) => line.map((text) => guard(text).replace(/[\t\r\n]+/g, " ")).join("\t")).join("\r\n")).then(() => { $("said").textContent = fill(say.copied, { n: sheet.found.length }); copied.textContent = `${say.copy} ✓`; setTimeout(() => { copied.textContent = say.copy; }, 2000); }));
    const kept = pressed("CSV", () => save(asCsv(csvOf([headsOf(sheet), ...sheet.found.map(sheet.texts)])), `${data.key}-${sheet.key}.csv`));
    copied.dataset.copy = kept.dataset.csv = sheet.key;
    bar.append(sheet.counted, sheet.select, sheet.button, sheet.bare, copied, kept);
    sheet.table.closest(".scroll").before(bar);
  }
