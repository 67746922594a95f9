// See sample.hpp.
#include "harness/data/sample.hpp"

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/random.hpp"
#include "harness/data/sample_language.hpp"
#include "harness/data/sample_sentence.hpp"

namespace xner::data {
namespace {

struct Split {
  std::string name;
  std::size_t sentences;
};

const std::vector<Split> kSplits{{"train", 1000}, {"dev", 200}, {"test", 200}};
const std::string kTranslations = "translations";

/// What the i-th sentence of a split says; translations say what the source's train split says.
SamplePlan plan_of(const SampleWorld& world, const SampleLanguage& home, const std::string& split,
                   std::size_t number, std::uint64_t seed) {
  RandomStream random(derive_seed(seed, "sample sentence " + home.code + "/" + split, {number}));
  return make_sample_plan(world, home, random);
}

std::size_t sentences_of(const std::string& part, const std::string& split, bool is_source) {
  if (split == kTranslations && !is_source) return kSplits.front().sentences;
  std::vector<std::string> known;
  for (const auto& [name, sentences] : kSplits) {
    if (name == split) return sentences;
    known.push_back(name);
  }
  if (!is_source) known.push_back(kTranslations);
  throw Error(ErrorKind::kUsage, fmt::format("unknown split '{}' of 'sample/{}'", split, part), {},
              nearest_hint(split, known));
}

}  // namespace

LabelledCorpus sample_corpus(const std::string& part, const std::string& split,
                             std::uint64_t seed) {
  const SampleWorld world = make_sample_world(seed);
  const SampleLanguage& language = world.language(part);
  const SampleLanguage& source = world.languages.front();
  const bool translated = split == kTranslations;
  const std::size_t sentences = sentences_of(part, split, part == source.code);
  LabelledCorpus out;
  out.text.name = fmt::format("sample/{}/{}", part, split);
  out.text.language = part;
  out.label_set = LabelSet({"LOC", "MISC", "ORG", "PER"});
  for (std::size_t number = 1; number <= sentences; ++number) {
    const SamplePlan plan = translated ? plan_of(world, source, kSplits.front().name, number, seed)
                                       : plan_of(world, language, split, number, seed);
    SampleSentence sentence = render(plan, language);
    auto& labels = out.labels.emplace_back();
    for (const auto& tag : sentence.tags) labels.push_back(*out.label_set.find(tag));
    const std::string id =
        fmt::format("{}-{}", translated ? source.code + "-train" : part + "-" + split, number);
    out.text.sentences.push_back(
        {translated ? part + "-of-" + id : id, std::move(sentence.words), translated ? id : ""});
  }
  return out;
}

}  // namespace xner::data
