/** Ten short articles about lighthouses, written for the sample corpus and free for any use. */
export interface Article {
  id: string;
  title: string;
  topic: 'light' | 'building' | 'sound' | 'people';
  /** When what it tells of began, where that can be said. */
  year?: number;
  sections: { title?: string; text: string }[];
}

export const ARTICLES: readonly Article[] = [
  {
    id: 'fresnel-lens',
    title: 'The Fresnel lens',
    topic: 'light',
    year: 1823,
    sections: [
      {
        text: 'Before 1823 a lighthouse gathered its light with polished metal bowls set behind oil lamps. They tarnished, and much of the light was swallowed by the metal or lost upwards and sideways. Augustin Fresnel, an engineer of the French lighthouse commission, put glass in front of the lamp instead. His first large lens was lit at Cordouan, at the mouth of the Gironde, in July 1823.',
      },
      {
        title: 'How it works',
        text: 'A single glass lens wide enough to catch the light of a big lamp would be very thick, heavy and full of flaws. Light, however, is bent only at the surfaces of a lens; the glass between them does nothing but absorb. Fresnel therefore kept the slope of the surface and left the bulk away. Around a bull’s eye in the middle he set rings of narrow prisms, each cut at the angle that sends its share of the light straight to the horizon. Further out, where bending is no longer enough, prisms turn the light by reflecting it inside the glass. So most of what the lamp gives ends up in one flat, level beam. Lenses are classed by size: one of the first order has its lamp 920 millimetres behind the glass, one of the sixth order only 150.',
      },
    ],
  },
  {
    id: 'how-far-a-light-is-seen',
    title: 'How far a light is seen',
    topic: 'light',
    sections: [
      {
        text: 'Two things limit how far away a lighthouse can be seen: the curve of the Earth, and the air. The first is a matter of height. A rule of thumb gives the distance to the horizon in nautical miles as about two times the square root of the height in metres. A lamp 36 metres above the sea therefore has its horizon some 12 miles away. A sailor whose eyes are 4 metres above the water adds 4 miles more, so that the light rises over the edge of the sea at roughly 16 miles.',
      },
      {
        text: 'The second is a matter of power and weather. Charts give the nominal range: how far the light carries when the air is so clear that an unlit object could be seen at ten nautical miles. In haze the same lamp may be lost at half of that, in fog at a few hundred metres. On clear nights the opposite happens. The beam can be seen sweeping across the sky as a pale glow long before the lamp itself has risen above the horizon. Sailors call this glow the loom of the light. Making a tower higher has its price too: a very high lamp is easily hidden in low cloud.',
      },
    ],
  },
  {
    id: 'the-character-of-a-light',
    title: 'The character of a light',
    topic: 'light',
    year: 1781,
    sections: [
      {
        text: 'A light that only shines could be any light. So that nobody takes one for another, each has a rhythm of its own, which charts call its character. A flashing light is dark for longer than it shines; an occulting light shines for longer than it is dark; an isophase light does both for equal times. Flashes may come in groups. On a chart “Fl(3) W 15s 42m 20M” means three white flashes every fifteen seconds, from a lamp 42 metres above the sea that can be seen for twenty miles. A sailor needs nothing but a watch to know where he is.',
      },
      {
        title: 'Turning tons of glass',
        text: 'In a classic lighthouse the lamp burns steadily and the lens turns around it, so that each panel of the lens sends out a beam that sweeps past like the spoke of a wheel. Clockwork drove it, with a weight that sank slowly down the tower and was wound up again by hand every few hours. From about 1890 heavy lenses were floated in a ring-shaped trough of mercury. A lens of several tons could then be moved with one finger, and turned fast enough for short, bright flashes. Mercury vapour is poisonous, though, and most such troughs have been emptied since.',
      },
    ],
  },
  {
    id: 'pharos-of-alexandria',
    title: 'The Pharos of Alexandria',
    topic: 'building',
    year: -280,
    sections: [
      {
        text: 'The most famous lighthouse of antiquity stood on the small island of Pharos, in front of the harbour of Alexandria. It was finished around 280 BC, in the time of King Ptolemy II, and ancient writers connect it with the name of Sostratus of Cnidus. The coast of Egypt is flat and has few marks to steer by, which made a tall tower useful by day as well as by night. Estimates of its height begin at one hundred metres. It rose in three stages: a square one, an eight-sided one and a round one, with a fire at the top.',
      },
      {
        text: 'The tower stood for well over a thousand years. A series of earthquakes between the tenth and the fourteenth century brought it down piece by piece, and in 1477 the sultan Qaitbay began a fort on the spot, built partly from its stones. In 1994 divers found huge blocks of the ruin on the floor of the eastern harbour. The island lives on in language: French calls a lighthouse phare, Italian and Spanish faro. The oldest lighthouse that still serves is Roman: the Tower of Hercules at A Coruña in Spain.',
      },
    ],
  },
  {
    id: 'four-towers-on-the-eddystone',
    title: 'Four towers on the Eddystone',
    topic: 'building',
    year: 1698,
    sections: [
      {
        text: 'The Eddystone is a reef some fourteen kilometres off Rame Head, on the way into Plymouth. Four lighthouses have stood on it. Henry Winstanley lit the first in 1698, the first anywhere on a rock in the open sea. He wished to be in it during the greatest storm there ever was, and he was: the Great Storm of November 1703 swept away the tower and everyone inside. John Rudyerd’s tower of oak followed in 1709. It held for almost half a century, until its lantern caught fire in 1755 and it burned to the rock.',
      },
      {
        title: 'Smeaton’s oak tree',
        text: 'John Smeaton gave the third tower, lit in 1759, the shape of an oak tree: broad at the foot, so that its weight sits low, and curving inwards as it rises. Its granite blocks are dovetailed into one another and into the rock, so that no wave can pull out one of them alone, and the mortar is a lime that hardens under water. The tower itself never failed. The rock under it did: waves were undermining it, and so James Douglass built the fourth tower beside it, lit in 1882 and still at work. The upper part of Smeaton’s was taken down and put up again on Plymouth Hoe, where anyone can climb it. Its stump still stands on the reef.',
      },
    ],
  },
  {
    id: 'the-bell-rock',
    title: 'Building on the Bell Rock',
    topic: 'building',
    year: 1807,
    sections: [
      {
        text: 'The Bell Rock lies eighteen kilometres off Arbroath on the east coast of Scotland. At high tide it is entirely under water, at low tide it is bare for a few hours only. In 1807 Robert Stevenson landed there to begin a tower of stone, with John Rennie as chief engineer. At first the men could work for two hours or so at a time, standing in pools with pickaxes, and rowed back to a ship moored nearby when the water rose. Seasickness was as great a trouble as the cold. By the second year they had a wooden house on stilts above the waves, and lived in it beside the work.',
      },
      {
        text: 'The stones, 2,835 of them, were cut on shore at Arbroath, fitted together there course by course to be sure, numbered, and shipped out. Granite faces the sea on the outside of the lower part; sandstone fills the rest. The light was first shown on 1 February 1811. The tower is about 35 metres high and has stood ever since with hardly a repair to its masonry. No sea-washed lighthouse that still stands is older. It has worked by itself since 1988, when the last keepers left.',
      },
    ],
  },
  {
    id: 'what-burned-in-the-lamp',
    title: 'What burned in the lamp',
    topic: 'light',
    year: 1780,
    sections: [
      {
        text: 'The earliest lights were open fires of wood or coal, which burned low just when wind and rain made them needed most. Candles behind glass came next. A great step was the lamp that Aimé Argand made around 1780: its wick is a hollow tube, so that air reaches the flame from inside as well as outside, and a glass chimney draws it upwards. It burned as brightly as several candles and hardly smoked. Such lamps were fed with whale oil, with colza pressed from rape seed, in America with lard, and from the later nineteenth century with paraffin. Around 1900 came burners that turn paraffin to vapour and heat a glowing mantle with it, many times brighter than a wick.',
      },
      {
        title: 'Without a keeper',
        text: 'Gustaf Dalén of Sweden made lights that needed nobody. His lamps burned acetylene, and a valve let the gas through in short puffs, so that each flash used only a sip of it. His sun valve of 1907 had a black rod among polished ones: in daylight the black one warmed up, grew longer and shut off the gas. A lamp could then be left alone for a year. It won him the Nobel Prize in Physics in 1912. Today light-emitting diodes, a solar panel and a battery do the same work.',
      },
    ],
  },
  {
    id: 'fog-signals',
    title: 'Fog signals',
    topic: 'sound',
    year: 1859,
    sections: [
      {
        text: 'In thick fog the strongest lamp is of no use, and a station must be heard instead of seen. Bells, gongs and cannons were the first means. A bell carries badly over water, and a gun fired every quarter of an hour leaves a ship a long way to drift. In 1859 the first steam-driven fog horn sounded from Partridge Island at Saint John in New Brunswick, after an idea of Robert Foulis. Later came sirens with spinning slotted discs, and in 1903 the diaphone of John Northey in Toronto, whose slotted piston, driven by compressed air, gave a deep note that ended in a grunt. Like lights, signals have a rhythm of their own by which one is told from another.',
      },
      {
        text: 'Sound in fog plays tricks. John Tyndall, who made long trials at the South Foreland in 1873, found that a horn heard clearly at ten miles on one day could be lost at two on another, although the weather looked the same. Layers of warm and cold air bend sound away from the sea, and leave silent zones close to a station. That is why sailors never judged their distance by loudness alone. Radar and satellite navigation have made most of the great horns fall silent since the 1980s.',
      },
    ],
  },
  {
    id: 'keepers',
    title: 'A keeper’s day and night',
    topic: 'people',
    year: 1801,
    sections: [
      {
        text: 'A lighthouse was a machine that had to be tended all night. Keepers lit the lamp at sunset, trimmed its wicks so that it did not smoke, wound up the clockwork of the lens every few hours, and kept a log of weather and ships. In the morning they drew curtains around the lens, because sunlight focused backwards through it could start a fire. Then came cleaning: every prism, all the brass, every pane of the lantern. On rock stations the relief boat came once in several weeks, if the sea allowed it.',
      },
      {
        title: 'Why there were three',
        text: 'In 1801 two men kept the light on the Smalls, a rock off the coast of Wales. One of them, Thomas Griffith, died. The other, Thomas Howell, feared that he would be taken for a murderer if he gave the body to the sea, so he lashed it in a box to the outside of the tower and kept the light alone for weeks until relief came. From then on rock lighthouses in Britain had crews of three. Machines took over in the twentieth century: the last keepers in the United Kingdom left North Foreland in 1998.',
      },
    ],
  },
  {
    id: 'lightships',
    title: 'Lightships',
    topic: 'people',
    year: 1732,
    sections: [
      {
        text: 'Where there is sand instead of rock, or the water is too deep to build in, a ship can carry the light. The first such vessel was moored at the Nore, in the mouth of the Thames, in 1732, with lanterns hung from a yard. Lightships were usually painted red, with the name of the station in large white letters on both sides, and had neither cargo nor destination. Their task was to stay where they were, in weather that made every other ship run for shelter. Mushroom-shaped anchors of several tons and long, heavy chains held them. For the crew the motion never ended, and when the fog horn was sounding nobody slept.',
      },
      {
        text: 'The work was dangerous, because ships steered straight for the signal. In May 1934 the liner Olympic, sister of the Titanic, followed the radio beacon of the Nantucket lightship through fog and ran her down; seven of the crew of eleven died. Most lightships have been replaced by towers on steel legs or by large automatic buoys, which cost a fraction and put nobody at risk. The last one of the United States was taken off her station in 1985.',
      },
    ],
  },
];
