// The group in which ballots are sealed: ristretto255 by libsodium's own WebAssembly build (npm: libsodium-sumo).
// The twin of tenants/ballot/sealed/group.py. No BigInt, no WebCrypto: only WebAssembly and getRandomValues are needed.

export const SIZE = 32;
const HASH = 64;
const text = new TextEncoder();

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const same = (left, right) => left.length === right.length && left.every((byte, at) => byte === right[at]);
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const unhex = (word) => Uint8Array.from(word.match(/../g) || [], (pair) => parseInt(pair, 16));
export const big = (number) => new Uint8Array([number >>> 24, number >>> 16, number >>> 8, number]);

export function scalar(number) {
  const bytes = new Uint8Array(SIZE);
  for (let at = 0, rest = number; rest > 0; at += 1, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  return bytes;
}

// `instantiate` is the default export of libsodium-sumo.mjs.
export async function group(instantiate) {
  const getRandomValue = () => globalThis.crypto.getRandomValues(new Uint32Array(1))[0];
  const sodium = await instantiate({ getRandomValue });
  if (sodium._sodium_init() < 0) throw new Error("libsodium");
  const [left, right, out] = [HASH, HASH, HASH].map((size) => sodium._malloc(size));
  const zero = new Uint8Array(SIZE);
  const isZero = (value) => same(value, zero);
  const put = (value, at) => sodium.HEAPU8.set(value, at);
  const take = (size = SIZE) => sodium.HEAPU8.slice(out, out + size);
  const two = (operation) => (first, second) => {
    put(first, left);
    put(second, right);
    operation(out, left, right);
    return take();
  };

  function digest(purpose, ...parts) {
    const all = [text.encode(purpose), ...parts];
    const whole = concat(...all.flatMap((part) => [big(part.length), part]));
    const at = sodium._malloc(whole.length);
    put(whole, at);
    sodium._crypto_hash_sha512(out, at, whole.length, 0);
    sodium._free(at);
    return take(HASH);
  }

  function reduce(bytes) {
    put(bytes, left);
    sodium._crypto_core_ristretto255_scalar_reduce(out, left);
    return take();
  }

  function multiply(by, point) {
    if (isZero(by) || isZero(point)) return zero.slice();
    put(by, left);
    put(point, right);
    return sodium._crypto_scalarmult_ristretto255(out, left, right) === 0 ? take() : zero.slice();
  }

  function generate(by) {
    if (isZero(by)) return zero.slice();
    put(by, left);
    sodium._crypto_scalarmult_ristretto255_base(out, left);
    return take();
  }

  function isPoint(value) {
    if (value.length !== SIZE || isZero(value)) return false;
    put(value, left);
    return sodium._crypto_core_ristretto255_is_valid_point(left) === 1;
  }

  function isScalar(value) {
    return value.length === SIZE && same(reduce(concat(value, zero)), value);
  }

  function sha256(bytes) {
    const at = sodium._malloc(bytes.length || 1);
    put(bytes, at);
    sodium._crypto_hash_sha256(out, at, bytes.length, 0);
    sodium._free(at);
    return take();
  }

  return {
    zero,
    digest,
    multiply,
    generate,
    isPoint,
    isScalar,
    sha256,
    hashToScalar: (purpose, ...parts) => reduce(digest(purpose, ...parts)),
    add: two(sodium._crypto_core_ristretto255_add),
    subtract: two(sodium._crypto_core_ristretto255_sub),
    plus: two(sodium._crypto_core_ristretto255_scalar_add),
    minus: two(sodium._crypto_core_ristretto255_scalar_sub),
    times: two(sodium._crypto_core_ristretto255_scalar_mul),
    invert(value) {
      put(value, left);
      sodium._crypto_core_ristretto255_scalar_invert(out, left);
      return take();
    },
  };
}
