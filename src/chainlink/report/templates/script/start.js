  // ---- start -----------------------------------------------------------------------------------------------
  $("theme").setAttribute("aria-pressed", String(dark()));
  const wide = () => all(".scroll").forEach((box) => { if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1) box.tabIndex = 0; else box.removeAttribute("tabindex"); });
  wide();
  window.addEventListener("resize", wide);
  readHash();
  window.addEventListener("hashchange", () => { if (!writing) readHash(); });
  document.documentElement.dataset.ready = "yes";
})();
