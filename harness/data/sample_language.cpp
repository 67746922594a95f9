// See sample_language.hpp.
#include "harness/data/sample_language.hpp"

#include <cctype>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/random.hpp"

namespace xner::data {
namespace {

constexpr std::string_view kConsonants = "bdfgklmnprstvz";
constexpr std::string_view kVowels = "aeiou";
constexpr std::string_view kCodas = "lnrst";

/// What sets the languages apart: how much they share, their endings, their affixes, their order.
struct Plan {
  std::string code;
  double cognates;        ///< share of stems equal to aa's
  std::size_t functions;  ///< how many function words equal aa's
  std::size_t affixes;    ///< how many of each list of affixes and titles equal aa's
  double capital_nouns;
  double local_names;
  bool adjective_after, postpositions, verb_last, articles;
  std::array<std::string, 4> endings;  ///< of nouns, adjectives, verbs, adverbs; "": drawn
};

const std::array<Plan, 3> kFirstPlans{{
    {"aa", 1.0, kSampleFunctions, 6, 0.0, 0.3, false, false, false, true, {"a", "ik", "et", "ly"}},
    {"bb", 0.75, 6, 4, 0.08, 0.3, true, false, false, true, {"o", "isk", "an", "mente"}},
    {"cc", 0.65, 5, 4, 0.0, 0.3, false, true, true, false, {"um", "eg", "uz", "im"}},
}};

/// What the others are like, from near to aa to far: dd to zz, ab, ac.
std::vector<Plan> other_plans() {
  std::vector<std::string> codes;
  for (char letter = 'd'; letter <= 'z'; ++letter) codes.push_back({letter, letter});
  codes.insert(codes.end(), {"ab", "ac"});
  std::vector<Plan> plans;
  for (std::size_t i = 0; i < codes.size(); ++i)
    plans.push_back({codes[i],
                     0.8 - 0.015 * static_cast<double>(i),
                     6 - i % 4,
                     4 - i % 3,
                     0.0,
                     0.3,
                     i % 2 == 1,
                     i % 3 == 0,
                     i % 4 >= 2,
                     i % 5 != 0,
                     {}});
  return plans;
}

/// Words never made before, from syllables.
class WordMaker {
  static constexpr std::size_t kTriesALength = 1000;

 public:
  explicit WordMaker(std::uint64_t seed) : random_(seed) {}

  std::string stem(std::size_t syllables, bool coda) {
    for (std::size_t tries = 1;; ++tries) {
      // There are not enough short ones for all languages.
      const std::size_t length = syllables + tries / kTriesALength;
      std::string word;
      for (std::size_t i = 0; i < length; ++i) {
        word += kConsonants[random_.below(kConsonants.size())];
        word += kVowels[random_.below(kVowels.size())];
      }
      if (coda) word += kCodas[random_.below(kCodas.size())];
      if (made_.insert(word).second) return word;
    }
  }
  std::vector<std::string> stems(std::size_t count, std::size_t syllables, bool coda) {
    std::vector<std::string> out(count);
    for (auto& word : out) word = stem(syllables, coda);
    return out;
  }
  std::vector<std::string> names(std::size_t count) {
    std::vector<std::string> out(count);
    for (auto& word : out) word = capitalised(stem(2, random_.below(2) == 0));
    return out;
  }
  bool chance(double probability) { return random_.uniform() < probability; }

 private:
  RandomStream random_;
  std::set<std::string> made_;
};

/// Stems of aa with the language's ending; those that are no cognates get a stem of their own.
std::vector<std::string> words(const std::vector<std::string>& stems, std::string_view ending,
                               double cognates, WordMaker& make) {
  std::vector<std::string> out;
  for (const auto& stem : stems) {
    const std::string own =
        make.stem(2, true);  // drawn in any case, so that one list's sharing moves no other
    out.push_back((make.chance(cognates) ? stem : own) + std::string(ending));
  }
  return out;
}

/// The first `shared` of aa's list, the rest its own; capitalised if aa's are.
std::vector<std::string> affixes(const std::vector<std::string>& list, std::size_t shared,
                                 WordMaker& make) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    std::string own = make.stem(list[i].size() > 4 ? 2 : 1, true);
    if (std::isupper(static_cast<unsigned char>(list[i].front())) != 0) own = capitalised(own);
    out.push_back(i < shared ? list[i] : own);
  }
  return out;
}

/// Stems and affixes that the languages start from; what is written out is easy to recognise in a
/// printed sentence.
struct Proto {
  std::array<std::vector<std::string>, kSampleVerbs> verbs;
  std::vector<std::string> nouns, adjectives, adverbs;
  std::vector<std::string> functions;
  std::vector<std::string> days{"Lundag", "Tisdag", "Ondag", "Tordag", "Fredag", "Solmon"};
  std::vector<std::string> titles{"doktor", "presid", "minist", "kapten", "profes", "direk"};
  std::vector<std::string> surnames{"sen", "ovik", "inio", "ardo", "elsk", "ukka"};
  std::vector<std::string> places{"borg", "ville", "stad", "monde", "porta", "ania"};
  std::vector<std::string> peoples{"esk", "iano", "otti", "enzi"};
  std::vector<std::string> firms{"Korpa", "Grupe", "Banka", "Kluba", "Parti", "Univer"};
  std::vector<std::string> events{"Kupta", "Festa", "Ligana", "Prizo"};
};

Proto make_proto(WordMaker& make) {
  Proto proto;
  proto.nouns = make.stems(150, 2, true);
  proto.adjectives = make.stems(40, 2, true);
  proto.adverbs = make.stems(20, 2, true);
  for (auto& verbs : proto.verbs) verbs = make.stems(14, 2, true);
  proto.functions = make.stems(kSampleFunctions, 1, false);
  return proto;
}

SampleLanguage make_language(Plan plan, const Proto& proto, WordMaker& make) {
  for (std::string& ending : plan.endings)
    if (ending.empty()) ending = make.stem(1, true);
  SampleLanguage out;
  out.code = plan.code;
  out.adjective_after_noun = plan.adjective_after;
  out.postpositions = plan.postpositions;
  out.verb_last = plan.verb_last;
  out.local_names = plan.local_names;
  out.nouns = words(proto.nouns, plan.endings[0], plan.cognates, make);
  for (auto& noun : out.nouns)
    if (make.chance(plan.capital_nouns)) noun = capitalised(noun);
  out.adjectives = words(proto.adjectives, plan.endings[1], plan.cognates, make);
  for (std::size_t i = 0; i < kSampleVerbs; ++i)
    out.verbs[i] = words(proto.verbs[i], plan.endings[2], plan.cognates, make);
  out.adverbs = words(proto.adverbs, plan.endings[3], plan.cognates, make);
  // The last of aa's function words are the shared ones: prepositions rather than articles.
  for (std::size_t i = 0; i < kSampleFunctions; ++i) {
    const std::string own = make.stem(2, false);
    out.functions[i] = i + plan.functions >= kSampleFunctions ? proto.functions[i] : own;
  }
  if (!plan.articles) out.functions[static_cast<std::size_t>(SampleFunction::kArticle)].clear();
  out.days = affixes(proto.days, plan.affixes, make);
  out.titles = affixes(proto.titles, plan.affixes, make);
  out.surname_endings = affixes(proto.surnames, plan.affixes, make);
  out.place_endings = affixes(proto.places, plan.affixes, make);
  out.people_endings = affixes(proto.peoples, plan.affixes, make);
  out.firm_words = affixes(proto.firms, plan.affixes, make);
  out.event_words = affixes(proto.events, plan.affixes, make);
  out.given_names = make.names(30);
  out.roots = make.names(72);
  return out;
}

}  // namespace

std::string capitalised(std::string word) {
  if (!word.empty()) word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
  return word;
}

std::vector<std::string> sample_syllables() {
  std::vector<std::string> out;
  for (const char consonant : kConsonants)
    for (const char vowel : kVowels) out.push_back({consonant, vowel});
  return out;
}

const SampleLanguage& SampleWorld::language(std::string_view code) const {
  std::vector<std::string> known;
  for (const auto& language : languages) {
    if (language.code == code) return language;
    known.push_back(language.code);
  }
  throw Error(ErrorKind::kUsage, fmt::format("unknown language '{}' of the generated sample", code),
              {}, nearest_hint(code, known));
}

SampleWorld make_sample_world(std::uint64_t seed) {
  WordMaker make(derive_seed(seed, "sample words"));
  const Proto proto = make_proto(make);
  SampleWorld world;
  world.given_names = make.names(40);
  world.roots = make.names(120);
  for (const auto& plan : kFirstPlans) world.languages.push_back(make_language(plan, proto, make));
  for (const auto& plan : other_plans())
    world.languages.push_back(make_language(plan, proto, make));
  return world;
}

}  // namespace xner::data
