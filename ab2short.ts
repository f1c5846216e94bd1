const [A, B] = await Promise.all([import('/tmp/x/dbg/dist/index.js'), import('/tmp/x/lead/dist/index.js')])
let seed = 1; const rnd = () => ((seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32)
const n = 20000, p = 300000
for (const [K, C] of [[2, 5], [2, 50], [4, 5]] as const) {
const rows = [], y: number[] = []
const w = Float64Array.from({ length: p }, () => rnd() < .05 ? rnd() * 4 - 2 : 0)
for (let i = 0; i < n; i++) { const m = new Map<number, number>(); for (let e = 0; e < 60; e++) m.set(Math.floor(rnd() * p), rnd()); rows.push(m); let z = 0; for (const [j, x] of m) z += x * w[j]; y.push(K === 2 ? (z + rnd() - .5 > 0 ? 1 : 0) : Math.floor(rnd() * K)) }
const ip = [0], ix: number[] = [], d: number[] = []
for (const m of rows) { for (const [j, x] of [...m].sort((a, b) => a[0] - b[0])) { ix.push(j); d.push(x) } ip.push(ix.length) }
const X = { shape: [n, p], indptr: Int32Array.from(ip), indices: Int32Array.from(ix), data: Float64Array.from(d) }
const o = { penalty: 'l1', C, tol: 1e-4, fitIntercept: K > 2 }
const t: any = [[], []]; let its = []
for (let r = 0; r < 5; r++) for (const [k, L] of [A, B].entries()) { const s = performance.now(); const m = new L.LogisticRegression(o).fit(X, y); t[k].push(performance.now() - s); its[k] = [m.convergence.iterations, m.convergence.objective] }
console.log(K, C, Math.min(...t[0]).toFixed(0), Math.min(...t[1]).toFixed(0), (Math.min(...t[1]) / Math.min(...t[0])).toFixed(2), its)
}
