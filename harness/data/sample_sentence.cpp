// See sample_sentence.hpp. The numbers below set how hard the sample is; they were tuned by
// training on it (datasets/README.md).
#include "harness/data/sample_sentence.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace xner::data {
namespace {

using Kind = SampleWord::Kind;
using Role = SamplePhrase::Role;
using Words = std::vector<SampleWord>;

void append(Words& to, Words from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// B- on the first word, I- on the others.
Words entity(const char* type, Words words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    words[i].tag = (i == 0 ? "B-" : "I-") + std::string(type);
  return words;
}

/// Draws everything that one sentence says.
class Speaker {
 public:
  Speaker(const SampleWorld& world, const SampleLanguage& home, RandomStream& random)
      : world_(world), home_(home), random_(random) {}

  SampleClause clause() {
    const double kind = random_.uniform();
    if (kind < 0.20) return say();
    if (kind < 0.38) return go();
    if (kind < 0.54) return trade();
    if (kind < 0.66) return play();
    if (kind < 0.82) return people();
    return plain();
  }
  bool chance(double probability) { return random_.uniform() < probability; }

 private:
  // Names. A bare root may be a person, a place or a firm: each root is mostly one of them, and
  // sometimes another, so that only the context tells.
  std::size_t skewed(std::size_t size) {
    return static_cast<std::size_t>(std::pow(random_.uniform(), 1.5) * static_cast<double>(size));
  }
  /// A root that is mostly used for this type: 0 for persons, 1 for places, 2 for firms; any other
  /// number: no matter.
  const std::string& root(std::size_t type = 3) {
    const auto& list = chance(home_.local_names) ? home_.roots : world_.roots;
    const std::size_t index = skewed(list.size() / 3) * 3;
    return list[index + (type < 3 && chance(0.92) ? type : random_.below(3))];
  }
  const std::string& given() {
    const auto& list = chance(home_.local_names) ? home_.given_names : world_.given_names;
    return list[skewed(list.size())];
  }
  SampleWord literal(std::string word) { return {Kind::kLiteral, 0, std::move(word), "O"}; }
  SampleWord indexed(Kind kind, std::size_t size) { return {kind, random_.below(size), {}, "O"}; }
  SampleWord ending(Kind kind, std::size_t size, std::size_t type = 3) {
    return {kind, random_.below(size), root(type), "O"};
  }
  SampleWord function(SampleFunction word) {
    return {Kind::kFunction, static_cast<std::size_t>(word), {}, "O"};
  }

  Words person() {
    Words out;
    const double form = random_.uniform();
    if (form < 0.22) out.push_back(indexed(Kind::kTitle, home_.titles.size()));
    Words name;
    if (form >= 0.22 && form < 0.80) name.push_back(literal(given()));
    name.push_back(chance(0.6) ? ending(Kind::kSurname, home_.surname_endings.size(), 0)
                               : literal(root(0)));
    append(out, entity("PER", std::move(name)));
    return out;
  }
  Words place() {
    return entity("LOC", {chance(0.6) ? ending(Kind::kPlace, home_.place_endings.size(), 1)
                                      : literal(root(1))});
  }
  Words firm() {
    const double form = random_.uniform();
    if (form < 0.40)
      return entity("ORG", {literal(root(2)), indexed(Kind::kFirm, home_.firm_words.size())});
    if (form < 0.55) {
      Words seat = place();
      return entity("ORG", {indexed(Kind::kFirm, home_.firm_words.size()),
                            function(SampleFunction::kOf), seat.front()});
    }
    if (form < 0.70) return entity("ORG", {literal(acronym())});
    if (form < 0.78) return entity("ORG", place());  // clubs are called by their towns
    return entity("ORG", {literal(root(2))});
  }
  std::string acronym() {
    std::string out;
    for (std::size_t size = 2 + random_.below(3); out.size() < size;)
      out += "BDFGKLMNPRST"[random_.below(12)];
    return out;
  }
  Words event() {
    Words name{literal(root()), indexed(Kind::kEvent, home_.event_words.size())};
    if (chance(0.4)) name.push_back(literal(std::to_string(1950 + random_.below(60))));
    return entity("MISC", std::move(name));
  }

  // Phrases.
  Words thing(bool people_before = false) {
    Words out;
    if (chance(0.6)) out.push_back(function(SampleFunction::kArticle));
    if (people_before)
      append(out, entity("MISC", {ending(Kind::kPeople, home_.people_endings.size())}));
    else if (chance(0.35))
      out.push_back(indexed(Kind::kAdjective, home_.adjectives.size()));
    out.push_back(indexed(Kind::kNoun, home_.nouns.size()));
    return out;
  }
  SamplePhrase phrase(Role role, Words words) {
    return {role, std::move(words), false, SampleFunction::kIn};
  }
  SamplePhrase adjunct(SampleFunction preposition, Words words) {
    return {Role::kAdjunct, std::move(words), true, preposition};
  }
  SamplePhrase verb(SampleVerb verb_class) {
    const auto number = static_cast<std::size_t>(verb_class);
    Words out{{Kind::kVerb, number * 1000 + random_.below(home_.verbs[number].size()), {}, "O"}};
    if (chance(0.2)) out.push_back(indexed(Kind::kAdverb, home_.adverbs.size()));
    return phrase(Role::kVerb, std::move(out));
  }
  void maybe_day(SampleClause& out) {
    if (chance(0.25))
      out.push_back(adjunct(SampleFunction::kOn, {indexed(Kind::kDay, home_.days.size())}));
  }
  void maybe_place(SampleClause& out, double probability) {
    if (chance(probability)) out.push_back(adjunct(SampleFunction::kIn, place()));
  }
  /// "Ana Kelsen , the lumika of Temru Korpa ,"
  Words introduced() {
    Words out = person();
    if (!chance(0.3)) return out;
    out.push_back(literal(","));
    append(out, thing());
    out.push_back(function(SampleFunction::kOf));
    append(out, chance(0.6) ? firm() : place());
    out.push_back(literal(","));
    return out;
  }

  // Clauses.
  SampleClause say() {
    Words who = introduced();
    if (chance(0.25)) {
      who.push_back(function(SampleFunction::kAnd));
      append(who, person());
    }
    SampleClause out{phrase(Role::kSubject, std::move(who)), verb(SampleVerb::kSay)};
    if (chance(0.5)) {
      out.push_back(phrase(Role::kFixed, {function(SampleFunction::kThat)}));
      out.push_back(phrase(Role::kFixed, thing()));
      out.push_back(phrase(Role::kFixed, verb(SampleVerb::kDo).words));
    } else {
      out.push_back(phrase(Role::kObject, thing()));
    }
    maybe_day(out);
    return out;
  }
  SampleClause go() {
    const double who = random_.uniform();
    SampleClause out{phrase(Role::kSubject, who < 0.5   ? person()
                                            : who < 0.7 ? firm()
                                                        : thing()),
                     verb(SampleVerb::kGo)};
    if (chance(0.5)) out.push_back(adjunct(SampleFunction::kFrom, chance(0.8) ? place() : thing()));
    out.push_back(adjunct(SampleFunction::kTo, chance(0.8) ? place() : thing()));
    maybe_day(out);
    return out;
  }
  SampleClause trade() {
    SampleClause out{phrase(Role::kSubject, firm()), verb(SampleVerb::kTrade),
                     phrase(Role::kObject, chance(0.3) ? firm() : thing())};
    if (chance(0.3)) out.push_back(adjunct(SampleFunction::kWith, chance(0.5) ? firm() : person()));
    maybe_place(out, 0.4);
    maybe_day(out);
    return out;
  }
  SampleClause play() {
    SampleClause out{phrase(Role::kSubject, firm()), verb(SampleVerb::kPlay),
                     phrase(Role::kObject, firm())};
    out.push_back(phrase(Role::kFixed, {literal(std::to_string(random_.below(5))), literal("-"),
                                        literal(std::to_string(random_.below(5)))}));
    if (chance(0.4)) out.push_back(adjunct(SampleFunction::kAt, event()));
    maybe_place(out, 0.3);
    return out;
  }
  SampleClause people() {
    SampleClause out{phrase(Role::kSubject, thing(true)), verb(SampleVerb::kDo),
                     phrase(Role::kObject, thing(chance(0.3)))};
    if (chance(0.3)) out.push_back(adjunct(SampleFunction::kWith, person()));
    if (chance(0.2)) out.push_back(adjunct(SampleFunction::kAt, event()));
    maybe_place(out, 0.3);
    return out;
  }
  SampleClause plain() {
    SampleClause out{phrase(Role::kSubject, thing()), verb(SampleVerb::kDo),
                     phrase(Role::kObject, thing())};
    out.push_back(adjunct(chance(0.5) ? SampleFunction::kWith : SampleFunction::kIn, thing()));
    if (chance(0.3)) out.push_back(adjunct(SampleFunction::kOf, thing()));
    maybe_day(out);
    return out;
  }

  const SampleWorld& world_;
  const SampleLanguage& home_;
  RandomStream& random_;
};

std::string spelling(const SampleWord& word, const SampleLanguage& language) {
  switch (word.kind) {
    case Kind::kNoun:
      return language.nouns[word.index];
    case Kind::kAdjective:
      return language.adjectives[word.index];
    case Kind::kVerb:
      return language.verbs[word.index / 1000][word.index % 1000];
    case Kind::kAdverb:
      return language.adverbs[word.index];
    case Kind::kFunction:
      return language.functions[word.index];
    case Kind::kDay:
      return language.days[word.index];
    case Kind::kTitle:
      return language.titles[word.index];
    case Kind::kFirm:
      return language.firm_words[word.index];
    case Kind::kEvent:
      return language.event_words[word.index];
    case Kind::kSurname:
      return word.root + language.surname_endings[word.index];
    case Kind::kPlace:
      return word.root + language.place_endings[word.index];
    case Kind::kPeople:
      return word.root + language.people_endings[word.index];
    case Kind::kLiteral:
      return word.root;
  }
  return {};
}

/// Adjectives (those from names too) behind their noun, where the language has them there.
void move_adjectives(Words& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const bool adjective = words[i].kind == Kind::kAdjective || words[i].kind == Kind::kPeople;
    if (adjective && words[i + 1].kind == Kind::kNoun) std::swap(words[i], words[i + 1]);
  }
}

Words ordered(const SampleClause& clause, const SampleLanguage& language) {
  Words out;
  Words verb;
  for (const auto& phrase : clause) {
    Words words = phrase.words;
    if (language.adjective_after_noun) move_adjectives(words);
    if (phrase.has_preposition) {
      SampleWord preposition{
          Kind::kFunction, static_cast<std::size_t>(phrase.preposition), {}, "O"};
      words.insert(language.postpositions ? words.end() : words.begin(), preposition);
    }
    if (phrase.role == Role::kVerb && language.verb_last)
      verb = std::move(words);
    else
      append(out, std::move(words));
  }
  append(out, std::move(verb));
  return out;
}

std::size_t length(const SamplePlan& plan) {
  std::size_t words = plan.clauses.size();  // an "and" between clauses, a full stop at the end
  for (const auto& clause : plan.clauses)
    for (const auto& phrase : clause)
      words += phrase.words.size() + (phrase.has_preposition ? 1 : 0);
  return words;
}

}  // namespace

SamplePlan make_sample_plan(const SampleWorld& world, const SampleLanguage& home,
                            RandomStream& random) {
  Speaker speaker(world, home, random);
  while (true) {
    SamplePlan plan{{speaker.clause()}};
    if (speaker.chance(0.2)) plan.clauses.push_back(speaker.clause());
    if (const std::size_t words = length(plan); words >= 6 && words <= 20) return plan;
  }
}

SampleSentence render(const SamplePlan& plan, const SampleLanguage& language) {
  Words words;
  for (const auto& clause : plan.clauses) {
    if (!words.empty())
      words.push_back({Kind::kFunction, static_cast<std::size_t>(SampleFunction::kAnd), {}, "O"});
    append(words, ordered(clause, language));
  }
  words.push_back({Kind::kLiteral, 0, ".", "O"});
  SampleSentence out;
  for (const auto& word : words) {
    std::string text = spelling(word, language);
    if (text.empty()) continue;  // the language has no article
    out.words.push_back(out.words.empty() ? capitalised(std::move(text)) : std::move(text));
    out.tags.push_back(word.tag);
  }
  return out;
}

}  // namespace xner::data
