/** Names of artifacts: three words, which models copy without mistakes (docs/behaviour/agent-artifacts.md, Artifacts). */

/** 256 of them. */
const WORDS = `
  acorn adobe agate alder algae amber anvil apple apron arrow aspen aster atlas attic autumn axle
  bacon badge baker bamboo banjo barley barn basin basket bay beacon bead beaver beech bell berry
  birch bishop blanket blossom bonnet border bottle boulder bramble brass bread breeze brick bridge brook broom
  bucket bugle bundle butter cabin cactus camel canal candle canoe canvas canyon carbon cargo castle cedar
  cello chalk chapel cherry chess chimney cider cinder citrus clay cliff cloak clock cloud clover coast
  cobalt cocoa comet compass copper coral cotton cradle crane crater creek cricket crown crystal cuckoo cup
  curtain cycle cypress dahlia daisy dawn delta denim desert dewdrop dome donkey dove dragon drum dune
  eagle easel echo elbow elder ember emerald engine falcon feather fennel fern ferry fiddle field fig
  flag flint flute forest forge fossil fountain fox frost galaxy garden garlic garnet gate geyser ginger
  glacier glade globe glove goblet goose grain granite grape gravel grove guitar gull hamlet harbor harp
  hazel hearth heron hickory hill hinge honey horizon horn ice indigo inlet iris iron island ivory
  ivy jacket jasmine jasper jetty juniper kayak kettle kiln kite ladder lagoon lake lantern larch laurel
  lava lemon lichen lilac lime linen lodge loom lotus lumber lute magnet mango maple marble meadow
  melon mesa mill mint mirror monsoon moss mural nectar nest nickel nutmeg oak oasis oat olive
  onyx opal orbit orchid otter oven owl paddle pebble pepper pine plum pond poplar prairie quarry
  quartz quill rafter raven reed ridge river robin rose saffron sage sail slate spruce thistle tulip
`
  .trim()
  .split(/\s+/);

/** What the first three bytes of a UUID say. */
export const artifactWords = (uuid: string): string =>
  `art_${[0, 2, 4].map((at) => WORDS[Number.parseInt(uuid.slice(at, at + 2), 16)]).join('_')}`;
