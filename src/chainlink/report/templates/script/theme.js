  // ---- theme: as chosen on another page, else as the system has it -----------------------------------------
  {
    let kept = null;
    try { kept = localStorage.getItem("chainlink-theme"); } catch (error) { if (!(error instanceof DOMException)) throw error; }
    document.documentElement.dataset.theme = kept === "dark" || (!kept && matchMedia("(prefers-color-scheme: dark)").matches) ? "dark" : "light";
  }
