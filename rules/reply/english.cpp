// SPDX-License-Identifier: Apache-2.0
#include "rules/reply/lexicon.hpp"

namespace tocsin::rules::reply {
namespace {

constexpr entry english_words[] = {
    {sense::yes,
     "count on me, count on us, heading there, heading there now, yes, yep, yeah, yup, yes please, on my way, on our way, "
     "count me in, count us in, you can count on me, you can count on us, heading out, leaving now, heading over, "
     "aye"},
    {sense::refusal,
     "no, nope, nah, no sir"},
    {sense::agreed,
     "no pb, no probleme, sure, sure thing, of course, absolutely, definitely, certainly, happy to help, willing to help, "
     "i am willing to help, i m willing to help, willing, i d be happy to help, let s go, glad to help, happy to, gladly, "
     "no problem, no probs, no worries, with pleasure, all right, alright, fine by me, fine with me, sounds good, "
     "will do, yes sir, "
     "i accept, i d love to help, ofc, "
     "glad to"},
    {sense::able,
     "will be there, i can make it, i ll make it, i will make it, we can make it, i can, i can come, i can help, "
     "i can be there, i am able, i m able, we can, we can come, we can help, i ll be there, i will be there, "
     "ill be there, we ll be there, we will be there, i will come, i ll come, ill come, we will come, i m coming, "
     "i am coming, we re coming, we are coming, coming, i m in, i am in, we re in, i m on it, i can do that, i ll do it, "
     "i confirm, i ll help, i will help, i m there, i am there, "
     "i volunteer, i ll be at the gym, i will be at the gym"},
    {sense::verb,
     "can, will, am, ll, do, i will, i ll, we will, we ll, you will"},
    {sense::state,
     "available, ready, ready to go, free, "
     "ready when you are, "
     "good to go"},
    {sense::no,
     "cannot, unable, unavailable, not available, not free, not able, not today, not tonight, not this time, not now, "
     "not me, not in town, not possible, not coming, not around, not in the area, not here, not up to it, count me out, "
     "no way, no chance, no can do, i m out, i m busy, i am busy, busy, i decline, decline, i m sick, i am sick, too far, "
     "too late, i m afraid not, afraid not, unfortunately not, no thanks, no thank you, out of town, wish i could, "
     "i must decline, next time, another time, i am away, i m away"},
    {sense::sorry,
     "sorry, apologies, my apologies, unfortunately, regretfully"},
    {sense::excuse,
     "working, i m working, i am working"},
    {sense::negation,
     "not, don t, doesn t, isn t, never, no longer, aren t, wasn t, didn t, haven t"},
    {sense::unsure,
     "not sure, don t know, dont know, no idea, why not, don t mind, let me check, let you know, i ll see, we ll see, "
     "i ll check, get back to you, call me, wrong number, not yet, can t wait, can t believe, not necessarily, "
     "don t understand, dunno, no clue, need help, "
     "can t you, won t you, couldn t you, no comment"},
    {sense::speech,
     "say, tell, promise, talk, confirm, answer, read, know, guarantee, refuse"},
    {sense::condition,
     "but, if, only, maybe, perhaps, probably, possibly, should, could, might, may, until, till, after, when, as soon as, "
     "asap, depends, depending, try, trying, hopefully, think, guess, suppose, tomorrow, tonight, this evening, "
     "this afternoon, later, monday, tuesday, wednesday, thursday, friday, saturday, sunday, next week, in the morning, "
     "have to, need to, provided, as long as, without, first, would, need a lift, need a ride, no car"},
    {sense::reservation,
     "unless, except"},
    {sense::before,
     "before"},
    {sense::other,
     "is, are, husband, wife, son, daughter, brother, sister, friend, friends, neighbour, neighbor, he, she, they, his, "
     "her, someone, somebody, mate, kids, partner"},
    {sense::company,
     "with, together with"},
    {sense::asks,
     "who, what, where, which, how, why, do you, are you, is it, can i, shall i, should i"},
    {sense::mockery,
     "yeah right, as if, pigs fly, hell freezes, whatever, rofl, lmao, only 3am, ha"},
    {sense::received,
     "thanks, thank you, thank you very much, many thanks, got it, received, noted, understood, copy, copy that, roger, "
     "roger that, seen, cheers"},
    {sense::praise,
     "great, perfect, excellent, awesome, lovely, brilliant, wonderful, "
     "good luck, take care"},
    {sense::closing,
     "best, best regards, kind regards, regards, sincerely, yours sincerely, yours faithfully, sent from, get outlook, "
     "best wishes"},
    {sense::harmless,
     "able, hi, hello, hey, dear, sir, madam, good morning, good evening, good afternoon, please, see you, "
     "see you soon, see you there, see you later, all, everyone, i, we, us, my, our, the, an, to, and, for, "
     "of, at, by, in, be, it, this, that, there, here, you, your, right now, right away, straight away, now, immediately, "
     "today, all night, all day, any time, anytime, help, come, to help, to come, join, car, van, truck, trailer, boots, "
     "gloves, tools, pump, boat, tractor, chainsaw, equipment, people, person, i am, i m, make it, still, "
     "already, also, too, leaving, live nearby, nearby, close by, just around the corner, bring, bringing, got, have, "
     "i have, "
     "up, when you confirm, once you confirm, i ll wait for your confirmation, i ll wait for your word, wait for your confirmation, waiting for your word, waiting for your confirmation, gym, nurse, "
     "awake, i m awake, getting dressed, at your disposal, "
     "drive, "
     "have a van"},
    {sense::filler,
     "really, very, just now, well, so"},
};

constexpr marking english_marks[] = {
    {mark::comes_soon, "see you there, see you soon"},
    {mark::perhaps, "maybe, perhaps, probably"},
    {mark::but, "but"},
    {mark::if_so, "if"},
    {mark::of_the_next, "no"},
    {mark::place_follows, "from, in, at"},
};

constexpr spelling english_spellings[] = {
    {"im", "i m"}, {"cant", "can t"}, {"wont", "won t"}, {"dont", "don t"}, {"u", "you"}, {"ur", "your"},
    {"omw", "on my way"}, {"thx", "thanks"}, {"tnx", "thanks"}, {"ty", "thank you"}, {"pls", "please"},
    {"plz", "please"}, {"yess", "yes"}, {"yea", "yeah"}, {"ya", "yeah"}, {"yas", "yes"}, {"yse", "yes"},
    {"tmrw", "tomorrow"}, {"tmr", "tomorrow"}, {"k", "ok"}, {"okk", "ok"}, {"okok", "ok"}, {"sry", "sorry"},
    {"soz", "sorry"}, {"idk", "don t know"}, {"couldnt", "could not"},
};

constexpr language in_english{
    english_words,
    english_marks,
    english_spellings,
    "available, unavailable, coming, cannot, tomorrow, definitely, absolutely, unfortunately",
    "unsubscribe, opt out, optout, stop all",
    "please, thanks, me, all, from, list, now",
    "out of office, out of the office, automatic reply, auto reply, autoreply, automated response, automated message, "
    "do not disturb while driving, with do not disturb, not receiving notifications, on annual leave, mailbox is not monitored, "
    "do not reply, undelivered mail, mail delivery failed, delivery status notification, delivery failed, mailbox full, "
    "mailbox is full, away from my desk, currently away, limited access to email, on vacation until, on leave until, "
    "will reply on my return, auto response, automatic response, be back on, will be back in the office, automatic message, mailbox unavailable, couldn t be delivered, recipient failed permanently, delivery incomplete, "
    "message blocked, on holiday until, user unknown, undeliverable, could not be delivered, "
    "automatische antwort, abwesenheitsnotiz",
    "i m driving, i am driving, do not disturb, can i call you later, can t talk right now, call you back later, "
    "i ll call you later, can t talk now",
};

}  // namespace

language const& english() { return in_english; }

}  // namespace tocsin::rules::reply
