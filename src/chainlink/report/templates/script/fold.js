  // ---- what is folded: opened by a jump and for print ------------------------------------------------------
  const unfold = (place) => all("details", place).slice(0, 1).forEach((part) => { part.open = true; });
  document.addEventListener("click", (event) => {
    const jump = event.target.closest("[data-jump]");
    if (jump && $(jump.dataset.jump)) unfold($(jump.dataset.jump));
    all("details.drop[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  }, true);
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details.drop[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  const closed = [];
  window.addEventListener("beforeprint", () => {
    all(".tables details:not([open]), .fold:not([open])").forEach((part) => { part.open = true; closed.push(part); });
  });
  window.addEventListener("afterprint", () => closed.splice(0).forEach((part) => { part.open = false; }));
