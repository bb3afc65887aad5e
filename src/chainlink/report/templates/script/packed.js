  // ---- columns of whole numbers, as lists/packed.py packs them ----------------------------------------------
  const SIGNS = [];
  for (let code = 35; code < 127; code += 1) if (!"&<>\\'".includes(String.fromCharCode(code))) SIGNS.push(code);
  const DIGIT = new Uint8Array(128);
  SIGNS.forEach((code, place) => { DIGIT[code] = place; });
  function column([width, text]) {
    if (width < 0) return Uint32Array.from(text.flatMap(([number, count]) => new Array(count).fill(number)));
    if (!width) return Uint32Array.from(text.flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i)));
    const found = new Uint32Array(text.length / width);
    for (let i = 0, at = 0; i < found.length; i += 1) {
      let value = 0, scale = 1;
      for (let k = 0; k < width; k += 1, at += 1) { value += DIGIT[text.charCodeAt(at)] * scale; scale *= SIGNS.length; }
      found[i] = value;
    }
    return found;
  }
  const namesOf = (packed) => packed.tails.reduce((text, [sign, tail]) => text.split(sign).join(tail), packed.names).split("\n");
