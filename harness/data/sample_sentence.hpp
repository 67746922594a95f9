// Sentences of the generated sample: first what is said, in no language, then the words of one.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/base/random.hpp"
#include "harness/data/sample_language.hpp"

namespace xner::data {

/// What one word of a sentence will be: an index into the lists of a language, or a word that all
/// languages write alike.
struct SampleWord {
  enum class Kind {
    kNoun,
    kAdjective,
    kVerb,
    kAdverb,
    kFunction,
    kDay,
    kTitle,
    kFirm,
    kEvent,
    kSurname,
    kPlace,
    kPeople,
    kLiteral
  };
  Kind kind = Kind::kLiteral;
  std::size_t index = 0;  ///< in the language's list; of verbs: class * 1000 + index
  std::string root;  ///< what an ending is put to (kSurname, kPlace, kPeople), or the word itself
                     ///< (kLiteral)
  std::string tag = "O";  ///< IOB2
};

/// Words in the order of aa. `preposition` is put before or after the rest, as the language does.
struct SamplePhrase {
  enum class Role {
    kSubject,
    kVerb,
    kObject,
    kAdjunct,
    kFixed
  };  ///< kFixed stays in its place (commas, second clauses)
  Role role = Role::kFixed;
  std::vector<SampleWord> words;
  bool has_preposition = false;
  SampleFunction preposition = SampleFunction::kIn;
};

using SampleClause = std::vector<SamplePhrase>;

struct SamplePlan {
  std::vector<SampleClause> clauses;  ///< joined by "and"; a full stop follows
};

/// What a speaker of `home` says: of 6 to 20 words in aa, with names of that language and
/// international ones.
[[nodiscard]] SamplePlan make_sample_plan(const SampleWorld& world, const SampleLanguage& home,
                                          RandomStream& random);

struct SampleSentence {
  std::vector<std::string> words;
  std::vector<std::string> tags;  ///< IOB2, one a word
};

/// The words of a plan in a language. Names keep their roots; endings, titles and firm words are
/// the language's own.
[[nodiscard]] SampleSentence render(const SamplePlan& plan, const SampleLanguage& language);

}  // namespace xner::data
