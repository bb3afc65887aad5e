  // ---- the crowd: many firms in packed columns -------------------------------------------------------------
  const crowd = data.crowd ? unpack(data.crowd) : null;
  function unpack(given) {
    const signs = [];
    for (let code = 35; code < 127; code += 1) if (!"&<>\\'".includes(String.fromCharCode(code))) signs.push(code);
    const digit = new Uint8Array(128);
    signs.forEach((code, place) => { digit[code] = place; });
    const column = ([width, text]) => {
      if (!width) return Uint32Array.from(text.flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i)));
      const found = new Uint32Array(text.length / width);
      for (let i = 0, at = 0; i < found.length; i += 1) {
        let value = 0, scale = 1;
        for (let k = 0; k < width; k += 1, at += 1) { value += digit[text.charCodeAt(at)] * scale; scale *= signs.length; }
        found[i] = value;
      }
      return found;
    };
    const names = given.names ? given.names.split("\n") : [];
    return {
      names, low: null, districts: given.districts, sectors: given.sectors, files: given.files,
      district: column(given.district), sector: column(given.sector), row: column(given.row),
      supplier: column(given.supplier), buyer: column(given.buyer), linkRow: column(given.link_row),
    };
  }
  const crowdDistrict = (i) => (crowd.district[i] ? crowd.districts[crowd.district[i] - 1] : ["", "", ""]);
  const crowdSector = (i) => (crowd.sector[i] ? crowd.sectors[crowd.sector[i] - 1] : ["", "", ""]);
  function ends(i) {
    const suppliers = [], buyers = [];
    for (let k = 0; k < crowd.supplier.length; k += 1) {
      if (crowd.buyer[k] === i) suppliers.push([crowd.supplier[k], k]);
      if (crowd.supplier[k] === i) buyers.push([crowd.buyer[k], k]);
    }
    return { suppliers, buyers };
  }
  function crowdPanel(i) {
    const { suppliers, buyers } = ends(i);
    const tags = [crowdDistrict(i)[1], crowdSector(i)[1]].filter(Boolean);
    const here = [[fill(say.row_in_file, { file: crowd.files[0], row: crowd.row[i] })]];
    const list = (pairs) => {
      const shown = pairs.slice(0, 100).map(([other, k]) => [`${crowd.names[other]} · ${fill(say.row_in_file, { file: crowd.files[1], row: crowd.linkRow[k] })}`, `x:${other}`]);
      return pairs.length > 100 ? [...shown, [fill(say.too_many, { n: pairs.length })]] : shown;
    };
    const sections = [[say.firm, here]];
    sections.push([`${say.buys} (${suppliers.length})`, list(suppliers)], [`${say.supplies} (${buyers.length})`, list(buyers)]);
    return [crowd.names[i], tags, sections.filter((part) => part[1].length)];
  }
