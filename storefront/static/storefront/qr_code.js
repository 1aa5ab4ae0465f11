/* QR codes (ISO/IEC 18004) of short texts: bytes, error correction M, versions 1 to 10, mask 0. */

// By version: error correction codewords of a block, and the data codewords of each block.
const BLOCKS = [
  [10, [16]],
  [16, [28]],
  [26, [44]],
  [18, [32, 32]],
  [24, [43, 43]],
  [16, [27, 27, 27, 27]],
  [18, [31, 31, 31, 31]],
  [22, [38, 38, 39, 39]],
  [22, [36, 36, 36, 37, 37]],
  [26, [43, 43, 43, 43, 44]],
];
// By version: where alignment patterns have their middle, on either axis.
const ALIGNED = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];
// Level M with mask 0, protected and masked as the standard has it.
const FORMAT = 0x5412;

/** Rows of booleans, true where it is dark. Throws RangeError for a text that is too long. */
export function modules(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const version = 1 + BLOCKS.findIndex((_, index) => bytes.length <= roomFor(index + 1));
  if (version === 0) throw new RangeError(`${bytes.length} bytes are too many for a QR code`);
  const square = new Square(17 + 4 * version);
  drawPatterns(square, version);
  drawCodewords(square, interleaved(dataOf(bytes, version), version));
  return square.dark;
}

// --- what it says -------------------------------------------------------------------------

const sum = (numbers) => numbers.reduce((total, each) => total + each, 0);
const lengthBits = (version) => (version < 10 ? 8 : 16);
const roomFor = (version) =>
  Math.floor((sum(BLOCKS[version - 1][1]) * 8 - 4 - lengthBits(version)) / 8);

function dataOf(bytes, version) {
  const bits = [];
  const push = (value, length) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  const total = sum(BLOCKS[version - 1][1]);
  push(0b0100, 4);
  push(bytes.length, lengthBits(version));
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, total * 8 - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  const codewords = [];
  for (let at = 0; at < bits.length; at += 8)
    codewords.push(parseInt(bits.slice(at, at + 8).join(""), 2));
  for (let pad = 0xec; codewords.length < total; pad ^= 0xec ^ 0x11) codewords.push(pad);
  return codewords;
}

/** Data and error correction, a codeword of each block in turn. */
function interleaved(data, version) {
  const [correction, lengths] = BLOCKS[version - 1];
  let at = 0;
  const blocks = lengths.map((length) => data.slice(at, (at += length)));
  const corrections = blocks.map((block) => remainder(block, correction));
  return [...inTurn(blocks), ...inTurn(corrections)];
}

function inTurn(blocks) {
  const longest = Math.max(...blocks.map((each) => each.length));
  const columns = Array.from({ length: longest }, (_, index) => blocks.map((each) => each[index]));
  return columns.flat().filter((each) => each !== undefined);
}

// --- Reed-Solomon -------------------------------------------------------------------------

function times(one, other) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((other >> bit) & 1) * one;
  }
  return product;
}

function generator(degree) {
  const result = [...Array(degree - 1).fill(0), 1];
  for (let step = 0, root = 1; step < degree; step += 1, root = times(root, 2)) {
    for (let index = 0; index < degree; index += 1) {
      result[index] = times(result[index], root) ^ (result[index + 1] ?? 0);
    }
  }
  return result;
}

function remainder(block, degree) {
  const divisor = generator(degree);
  let rest = Array(degree).fill(0);
  for (const byte of block) {
    const factor = byte ^ rest[0];
    rest = [...rest.slice(1), 0].map((each, index) => each ^ times(divisor[index], factor));
  }
  return rest;
}

// --- how it looks -------------------------------------------------------------------------

class Square {
  constructor(size) {
    this.size = size;
    this.dark = Array.from({ length: size }, () => Array(size).fill(false));
    this.taken = Array.from({ length: size }, () => Array(size).fill(false));
  }

  draw(x, y, isDark) {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return;
    this.dark[y][x] = Boolean(isDark);
    this.taken[y][x] = true;
  }
}

function drawPatterns(square, version) {
  const last = square.size - 1;
  for (let at = 0; at <= last; at += 1) {
    square.draw(6, at, at % 2 === 0);
    square.draw(at, 6, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [last - 3, 3],
    [3, last - 3],
  ])
    drawRings(square, x, y, 4, [0, 1, 3]);
  const middles = ALIGNED[version - 1];
  const isFinder = (x, y) =>
    (x === 6 && y === 6) || (x === 6 && y === last - 6) || (x === last - 6 && y === 6);
  for (const x of middles)
    for (const y of middles) if (!isFinder(x, y)) drawRings(square, x, y, 2, [0, 2]);
  drawFormat(square);
  if (version >= 7) drawVersion(square, version);
}

/** Square rings around a middle; those at the distances named are dark. */
function drawRings(square, x, y, reach, dark) {
  for (let dy = -reach; dy <= reach; dy += 1) {
    for (let dx = -reach; dx <= reach; dx += 1) {
      square.draw(x + dx, y + dy, dark.includes(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }
}

function drawFormat(square) {
  const { size } = square;
  const bit = (index) => (FORMAT >> index) & 1;
  for (let index = 0; index < 15; index += 1) {
    if (index < 8) square.draw(8, index < 6 ? index : index + 1, bit(index));
    else square.draw(index === 8 ? 7 : 14 - index, 8, bit(index));
    if (index < 8) square.draw(size - 1 - index, 8, bit(index));
    else square.draw(8, size - 15 + index, bit(index));
  }
  square.draw(8, size - 8, true);
}

function drawVersion(square, version) {
  let rest = version;
  for (let step = 0; step < 12; step += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let index = 0; index < 18; index += 1) {
    const far = square.size - 11 + (index % 3);
    const near = Math.floor(index / 3);
    square.draw(far, near, (bits >> index) & 1);
    square.draw(near, far, (bits >> index) & 1);
  }
}

/** Up and down in columns of two, from the right, around all that is drawn already. */
function drawCodewords(square, codewords) {
  const { size, taken, dark } = square;
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (taken[y][x]) continue;
        const bit = ((codewords[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
        dark[y][x] = Boolean(bit) !== ((x + y) % 2 === 0);
        at += 1;
      }
    }
  }
}
