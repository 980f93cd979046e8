// Reads a sum such as (412 − 58) × 3.1 % and works it out: + − × ÷, brackets, per cent, decimal point or comma. Nothing is evaluated as code.
const WORDS = { "−": "-", "–": "-", "×": "*", "x": "*", "·": "*", "÷": "/", ":": "/" };

function tokens(text) {
  const found = [];
  const signs = text.replace(/[−–×x·÷:]/g, (sign) => WORDS[sign]);
  // A blank or an apostrophe groups thousands; any other blank only stands between signs.
  const plain = signs.replace(/(\d)[\s\u00a0\u202f'](?=\d{3}(?!\d))/g, "$1").trim();
  let at = 0;
  while (at < plain.length) {
    const number = /^\d+(?:[.,]\d+)?|^[.,]\d+/.exec(plain.slice(at));
    if (number) {
      found.push(Number(number[0].replace(",", ".")));
      at += number[0].length;
    } else if ("+-*/()%".includes(plain[at])) found.push(plain[at++]);
    else if (/\s/.test(plain[at])) at += 1;
    else throw new Error("sign");
  }
  return found;
}

export function calculate(text) {
  const left = tokens(text);
  const take = (sign) => left[0] === sign && left.shift() === sign;

  function atom() {
    if (take("-")) return -atom();
    if (take("+")) return atom();
    let value;
    if (take("(")) {
      value = sum();
      if (!take(")")) throw new Error("bracket");
    } else {
      value = left.shift();
      if (typeof value !== "number") throw new Error("number");
    }
    while (take("%")) value /= 100;
    return value;
  }

  function product() {
    let value = atom();
    for (;;) {
      if (take("*")) value *= atom();
      else if (take("/")) value /= atom();
      else return value;
    }
  }

  function sum() {
    let value = product();
    for (;;) {
      if (take("+")) value += product();
      else if (take("-")) value -= product();
      else return value;
    }
  }

  const value = sum();
  if (left.length || !Number.isFinite(value)) throw new Error("sum");
  return Number(value.toPrecision(12));
}
