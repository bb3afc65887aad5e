  // ---- export ----------------------------------------------------------------------------------------------
  function plainSvg() {
    const copied = chart.cloneNode(true);
    copied.classList.remove("dim");
    all(".hit", copied).forEach((one) => one.remove());
    const back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    back.setAttribute("width", "100%");
    back.setAttribute("height", "100%");
    back.setAttribute("fill", "#FFFFFF");
    copied.insertBefore(back, copied.firstChild);
    return new XMLSerializer().serializeToString(copied);
  }
  function csv() {
    return csvOf(sheets.filter((sheet) => !sheet.plain).flatMap((sheet) => [[sheet.table.closest("section").querySelector("h2").textContent], headsOf(sheet), ...Array.from({ length: sheet.count }, (_, i) => sheet.texts(i)), []]));
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
  const exporters = { png, svg: () => save(new Blob([plainSvg()], { type: "image/svg+xml" }), `${data.key}.svg`), csv: () => save(asCsv(csv()), `${data.key}.csv`), print: () => window.print() };
  all("[data-export]").forEach((button) => { button.onclick = () => { $("export").open = false; exporters[button.dataset.export](); }; });
