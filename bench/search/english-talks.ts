import type { Talk } from './labelled'

/** Made for this benchmark: what people say in meetings, lessons, interviews and at home. */
export const englishTalks: Talk[] = [
  {
    id: 'board', language: 'en', passages: [
      'Let us begin with the numbers. Revenue grew by eleven percent against last year, mostly because the subscription business in Canada did better than anybody had planned for.',
      'Costs are the harder part. We spent almost two hundred thousand more on cloud servers than we had set aside, and the finance team wants every department to cut that bill by a third.',
      'About hiring: we agreed that no new positions will be opened before the summer, with the single exception of the security engineer whom Priya has been asking for since January.',
      'The office lease in Rotterdam ends in October. Tom will compare three smaller buildings near the station, because hardly anybody comes in on Mondays and Fridays any more.',
      'On the lawsuit I can only say that our lawyers expect to settle out of court, and that the insurance will cover most of what we would have to pay.',
      'The last point was the name of the new product. We voted for Lantern, six to two, and marketing starts with the logo and the web pages next week.',
    ],
  },
  {
    id: 'support', language: 'en', passages: [
      'Thank you for calling. I understand that your parcel was supposed to come on Tuesday and that the driver says nobody opened, although you were at home the whole afternoon.',
      'I can send you a replacement free of charge, or I can give you your money back. The refund takes between five and seven working days to reach your account.',
      'To reset your password, open the settings, choose account, and press the link that says forgot my password. You will get an email with a code of six digits.',
      'The blinking red light on the router means that it has lost the line. Please pull the power plug, wait for thirty seconds, and put it back in before you try again.',
      'Your warranty covers the battery for two years, but not a cracked screen. If you like, our workshop can replace the glass for eighty-nine euros.',
      'I have made a note of your complaint about the waiting time, and a supervisor will call you tomorrow before noon. Is this still the right telephone number?',
    ],
  },
  {
    id: 'biology', language: 'en', passages: [
      'Photosynthesis is how plants make sugar from light, water and carbon dioxide. It takes place in the chloroplasts, and the oxygen that we breathe is what is left over.',
      'The heart has four chambers. Blood without oxygen comes back into the right side, is pumped to the lungs, and returns to the left side, from where it goes to the whole body.',
      'Antibiotics kill bacteria but they do nothing against viruses. Taking them for a cold is useless, and it helps resistant germs to spread in hospitals.',
      'Darwin noticed that the finches of each island had beaks of another shape. Those whose beak fitted the seeds of the island had more young, and so the shape was passed on.',
      'Bees tell one another where flowers are by dancing. The angle of the waggle shows the direction from the sun, and how long it lasts tells the distance.',
      'For next week please read chapter nine about the nervous system, and bring a sketch of a neuron with its axon, its dendrites and the gap between two cells.',
    ],
  },
  {
    id: 'kitchen', language: 'en', passages: [
      'My grandmother never measured anything. For the bread she took flour with both hands, warm water, a spoon of salt, and yeast that she had kept from the week before.',
      'Let the dough rest under a towel until it is twice as big. In winter that takes three hours on the stove, in summer barely one on the window sill.',
      'The secret of her soup was to roast the bones first, for forty minutes in a hot oven, and only then to cover them with cold water and vegetables.',
      'Never put a hot pan into cold water: it bends and will never stand flat again. And keep good knives out of the dishwasher, it ruins the edge.',
      'If you are allergic to nuts, leave the almonds out and take oats instead. The cake will be a little drier, so add another egg or some apple.',
      'On Sundays eleven people sat around that table, and the children had to wash up while the grown-ups slept. I still know the song that we sang with it.',
    ],
  },
  {
    id: 'incident', language: 'en', passages: [
      'At twenty past three in the morning the database stopped taking writes because its disk was full. The alarm went to a phone number that nobody has used since spring.',
      'Customers could log in and read, but every order that was placed in those forty minutes was lost. We have written to the two hundred and six people concerned.',
      'What filled the disk were the debug logs of the payment service, which somebody had switched on for a test and never switched off again.',
      'From now on every log is rotated daily, volumes warn at seventy percent, and the person on call gets a second phone that is tested each Monday.',
      'Restoring the backup took longer than it should because the encryption key was in a vault that only Marek could open, and Marek was on a plane.',
      'We decided against moving to another cloud provider. The fault was ours and not theirs, and a migration would cost half a year of work.',
    ],
  },
  {
    id: 'journey', language: 'en', passages: [
      'We left Lisbon in the rain and took the slow train along the coast. At every stop somebody got on with oranges or a dog, and nobody seemed to be in a hurry.',
      'In the mountains the bus broke down, and we walked the last nine kilometres with our bags. A shepherd gave us cheese and would not take any money for it.',
      'The guide said that the old bridge was built without mortar. Every stone holds the next one, and it has survived two earthquakes and a flood.',
      'You need a visa if you stay for longer than ninety days. Apply at the consulate at least six weeks before, and bring two photographs and proof of insurance.',
      'The boat to the island only sails when the sea is calm, so plan a day or two more. We waited in a small hotel and played cards with the captain.',
      'My passport was stolen at the market. The embassy gave me an emergency document within a day, but the police report took the whole morning.',
    ],
  },
  {
    id: 'health', language: 'en', passages: [
      'So you have had this pain in your lower back for three weeks. Does it get worse when you sit, and does it go down into the leg as well?',
      'I would like you to take these tablets twice a day after meals. If you feel dizzy or your skin begins to itch, stop at once and call the practice.',
      'Your blood pressure is a little high, one hundred and forty-five over ninety. Eat less salt, walk for half an hour a day, and we will measure again in a month.',
      'The vaccination against flu is best in October. It will not keep you from every cold, but it makes it much less likely that you end up in hospital.',
      'You should sleep for seven hours at least. No screens in bed, no coffee after two in the afternoon, and the same time every evening, also on weekends.',
      'The X-ray shows no fracture, it is only a sprain. Keep the ankle up, cool it with ice in a towel, and do not run for the next two weeks.',
    ],
  },
]
