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
