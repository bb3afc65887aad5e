  // ---- the crowd: many firms in packed columns -------------------------------------------------------------
  const crowd = data.crowd ? unpack(data.crowd) : null;
  function unpack(given) {
    const placed = ([files, rows, from]) => ({ file: column(files), row: column(rows), from: column(from) });
    return {
      names: namesOf(given), low: null, districts: given.districts, sectors: given.sectors, relations: given.relations,
      district: column(given.district), sector: column(given.sector), beyond: column(given.beyond),
      supplier: column(given.supplier), buyer: column(given.buyer), relation: column(given.relation),
      kept: given.kept, stated: given.stated, firms: placed(given.proof.firms), links: placed(given.proof.links), sources: given.proof.sources,
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
  const crowdOpens = (i) => (crowd.kept[i] ? `f:${crowd.kept[i]}` : `x:${i}`);
  const crowdProof = (of, i) => [[of.file[i], of.row[i], crowd.sources[of.from[i]], ""]];
  function crowdPanel(i) {
    const { suppliers, buyers } = ends(i);
    const tags = [crowdDistrict(i)[1], crowdSector(i)[1]].filter(Boolean);
    const here = [[crowd.names[i], "", crowdProof(crowd.firms, i)]];
    if (crowd.beyond[i]) here.push([fill(say.beyond, { n: crowd.beyond[i] })]);
    const stated = (k) => !(k in crowd.stated);
    const list = (pairs) => {
      pairs.sort((a, b) => stated(a[1]) - stated(b[1]));
      const shown = pairs.slice(0, 100).map(([other, k]) => [[crowd.names[other], crowd.relation[k] ? crowd.relations[crowd.relation[k]] : "", crowd.stated[k]].filter(Boolean).join(" · "), crowdOpens(other), crowdProof(crowd.links, k)]);
      return pairs.length > 100 ? [...shown, [fill(say.too_many, { n: pairs.length })]] : shown;
    };
    const sections = [[say.firm, here]];
    sections.push([`${say.buys} (${suppliers.length})`, list(suppliers)], [`${say.supplies} (${buyers.length})`, list(buyers)]);
    return [crowd.names[i], tags, sections.filter((part) => part[1].length)];
  }
