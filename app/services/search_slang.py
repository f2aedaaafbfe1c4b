"""How estimators say it, and how the books print it: the dictionary of the search.

All in lower case; a comma stands between expressions of one or more words.
"""

#: Words without weight of their own, in titles and in queries.
EMPTY = """
dan atau untuk dengan dgn yang secara cara scr pada di ke dari oleh per s d sd dll dsb pekerjaan
pek pekj pkj cm mm ukuran uk ukr dn mpa the of and utk x
"""

#: A title begins with what is done; the thing itself follows.
DOING = """
pemasangan pasangan pasang memasang pembuatan membuat pengadaan pengangkutan perakitan pelaksanaan
penyediaan produksi
"""

#: Written short: said, said: printed.
ABBREVIATIONS = """
psg, psng, pms, pas, ps: pasang
gal: galian
urg, ur: urugan
bgkr, bkr: bongkar
btn, bton: beton
bt: batu, bata
btu: batu
bl: belah
pond, pndsi, pon: pondasi
bek, bekist, bks: bekisting
tul: tulangan
kol: kolom
blk: balok
slf: sloof
plt: pelat
lt, lnt: lantai
dd, ddg, ddng: dinding
plest, plst, ples: plesteran
plaf, plf: plafon
kramik, krmk: keramik
gyp, gyps, gipsum, gibsum: gypsum
alm, alum, alu: aluminium
kzn, ksn: kusen
jdl, jend, jndl: jendela
jln: jalan
sal: saluran
inst, ins: instalasi
ttk: titik
lmp: lampu
skl: saklar
stkt: stop kontak
kbl: kabel
pp: pipa
galv, gi, gip: galvanis
dia, diam, dmtr, ø, d: diameter
tbl, tb, teb, t: tebal
lbr: lebar
pjg, pj: panjang
tg, tgi, tngg: tinggi
kdlm, kedalaman, dlm: sedalam
kls, kl: kelas
kap, kaps: kapasitas
vol: volume
bh: buah
btg: batang
campr, camp, cmp: campuran
spesi: campuran
man: manual
mek: mekanis
km: kamar mandi
"""

#: Named otherwise: said, said: printed, printed.
SAID = """
molen, mixer: semi mekanis
site mix: manual, semi mekanis
readymix, jayamix: ready mix, ready mixed
cor beton: beton, pengecoran beton
rabat, rabat beton: beton mutu rendah, beton kurus, lantai kerja
lantai kerja: lantai kerja, beton mutu rendah, beton kurus
lc: beton kurus, lantai kerja
besi beton: penulangan, pembesian, tulangan
pembesian: penulangan, tulangan
besi ulir, ulir: bjts
besi polos: bjtp
polos: polos, bjtp
begel, sengkang: penulangan
curing, perawatan beton: menyirami, menggenangi
cerucuk: dolken, tiang pancang kayu
strauss pile, strauss, bore pile, bor pile, borpile: bored pile
tiang pancang: tiang pancang, tiang beton, penetrasi, pancang
pancang: pemancangan, penetrasi
gabion: bronjong
cyclopean: siklop
footplat, foot plat: telapak
pilecap: pile cap, telapak
sirtu: sirtu, pasir batu
baja wf, wf, baja h beam, h beam, iwf: baja profil
cnp: kanal c, baja profil
truss: kuda-kuda, baja ringan
spandek: metal lembaran, spandek, metal menerus
spandeck, zincalume, zincalum: metal lembaran, metal menerus
galvalum, galvalume: metal lembaran, baja ringan
genteng metal: genteng metal, atap metal
multiroof: metal berpasir, genteng metal
onduline: aspal bitumen
polycarbonate: polycarbonate, fibreglass
asbes: serat semen gelombang, asbes
eternit: serat semen, asbes
kalsiboard, calsiboard: serat semen, grc
grc: serat semen
hebel, habel, celcon, aac, bata putih, bata hebel: bata ringan
bataco: batako
roster, lubang angin, loster: rooster, kerawang
trasram: 1:2, 1:3
aci, skim coat: acian
kamprot: kamprotan
tali air, sponengan, benangan, skonengan, sponing: skoning
gypsumboard, papan gypsum: gypsum
triplek: kayu lapis, plywood, triplek
tripleks, teakwood: kayu lapis, plywood
multiplek, multipleks: kayu lapis, plywood, multiplex
double triplek, dobel triplek: plywood rangkap
granit tile, granite tile: homogenous tile, ubin granit
ht: homogenous tile
tegel, tehel: ubin
lis: list
lis profil: list kayu profil
listplang, papan lis: lisplank
cat dasar: cat dasar, menie
cat minyak: cat minyak, pengecatan kayu
cat kilat: pengecatan kayu
meni: menie
zincromate: zinc chromate
plamir, dempul: plamuur
vernish: vernis
polis: pemolesan
kloset, wc: closet
wc duduk, toilet duduk: closet duduk
wc jongkok: closet jongkok
zink, kitchen sink, sink: bak cuci piring
kran: kran, keran
stop kran, stopkran: ball valve, gate valve
tandon: tangki, toren, roof tank
tandon air: toren, tangki, roof tank
tangki air, profil tank: toren, roof tank
penguin: toren
septic tank: sewage treatment plant, septik, septic tank
septictank, septik tank, tangki septik: sewage treatment plant, septik
biotech: sewage treatment plant
ipal: sewage treatment plant, ipal
saringan air: floor drain, filter
meteran air, meter air: water meter
meteran listrik: kwh meter
pipa air bersih: pipa pvc aw, pipa ppr
paralon, pralon: pipa pvc
pipa besi: pipa galvanis, pipa bs
elbow: bend
mcb: mcb, panel
box mcb: mcb box
titik stop kontak: instalasi stop kontak
titik saklar: instalasi lampu, saklar
colokan: stop kontak
lampu neon: lampu tl
lampu jalan: pju
lampu sorot: lampu sorot, floodlight
ac split: ac wall mounted, ac split
apar, alat pemadam: fire extinguisher
penangkal petir: air terminal, penangkal petir, surge arrester
anti petir: air terminal
arde: grounding, pembumian
exhaust fan: exhaust fan, ceiling fan, propeller fan
kipas: fan
kamera: camera
conblok, con blok: paving block, conblock
paving: paving block
kansteen, kerb, curb, kastin: kanstin
gorong-gorong, gorong gorong: buis beton, box culvert
buis: buis beton
drainase, selokan: saluran
hotmix, hot mix: lapis aus, ac-wc, ac-bc
aspal: aspal, ac-wc, lapis
talud: pondasi batu belah, pasangan batu
usuk, kasau: kaso
furing, furring: hollow
metal furing: besi hollow
plat dekker, plat duiker, dekker: box culvert
seri: ganda
saklar seri: saklar ganda
penutup lantai: lantai
exhaust: exhaust, fan
pintu besi: pintu besi, pintu pelat
laston: ac-wc, ac-bc
tanam pohon: penanaman pohon
direksikit: direksi keet
kantor proyek: direksi keet, kantor sementara
gudang: gudang, direksi keet
barak: los kerja
papan proyek, plang: papan nama
uitzet, setting out: bouwplank, pengukuran
land clearing: pembersihan, striping
pembersihan lokasi, pembersihan lahan: pembersihan pengupasan tanah, striping
stripping: striping
kupas: pengupasan
buang tanah, buangan tanah: pembuangan tanah, mengangkut tanah
angkut tanah: mengangkut tanah, pembuangan tanah
tanah merah: tanah biasa, tanah liat
tanah padas, padas: cadas
tanah keras: tanah keras, cadas
pelat lantai, plat lantai: plat lantai, slab
plat: pelat, plat, slab
dak: slab, plat lantai
pemipaan: pipa
handel: handle
handrail: railing, hand rail
reling: railing
pagar tangga: railing tangga
tralis, trellis: teralis
slot: grendel, slot
espagnolet: grendel
hak angin: kait angin
kaca nako: nako
kaca bening, kaca mati: kaca polos
kaca es: kaca buram
roling: rolling
harmonika: lipat
pintu lipat: pintu lipat, folding door
folding gate: rolling door
acp: aluminium composite panel
wpc: engineering wood
vinyl: vynil, vinyl
parket: parquet
waterproof: waterproofing
aquaproof: waterproofing acrylic, waterproofing
geotextile: geotekstil
"""

#: Each stands for each other.
EQUAL = """
pondasi, fondasi
urugan, urukan, timbunan
urug, uruk, timbun
batu kali, batu belah, batu gunung
dinding, tembok
cctv, ip camera
batu kosong, aanstamping
plafon, plafond, langit-langit
luar, eksterior
dalam, interior
bubungan, bubung, nok, kerpus
lisplank, listplank, lisplang
kusen, kosen
saklar, sakelar
politur, pelitur
pelat, plat
ringbalk, ring balk, ring balok
bata merah, batu bata
besi, baja
dipadatkan, pemadatan
gypsum, gypsumboard
teralis, tralis
ekspose, expose
multiplex, multiflex
akustik, acoustic
akrilik, acrylic
pompa, pump
kedap air, waterproofing
"""

#: MPa that SNI 7394:2008 prints beside a grade in kg/cm2.
STRENGTHS = {
    100: 7.4, 125: 9.8, 150: 12.2, 175: 14.5, 200: 16.9, 225: 19.3, 250: 21.7, 275: 24.0,
    300: 26.4, 325: 28.8, 350: 31.2,
}  # fmt: skip
