// See pairs.hpp.
#include "harness/data/pairs.hpp"

#include <iterator>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"

namespace xner::data {

std::size_t pair_translations(const TextCorpus& source, TextCorpus& translations, PairRule rule) {
  const std::size_t size = translations.sentences.size();
  if (rule == PairRule::kOrder) {
    if (source.sentences.size() != size)
      throw Error(
          ErrorKind::kData,
          fmt::format("expected as many translations in '{}' as sentences in '{}' ({}), found {}",
                      translations.name, source.name, source.sentences.size(), size),
          {}, "they are paired by their order");
    for (std::size_t i = 0; i < size; ++i)
      translations.sentences[i].source_id = source.sentences[i].id;
    return size;
  }
  std::unordered_set<std::string_view> ids;
  for (const auto& sentence : source.sentences) ids.insert(sentence.id);
  std::size_t paired = 0;
  for (auto& sentence : translations.sentences) {
    if (sentence.source_id.empty()) sentence.source_id = sentence.id;
    if (ids.contains(sentence.source_id))
      ++paired;
    else
      sentence.source_id.clear();
  }
  if (paired == 0)
    throw Error(
        ErrorKind::kData,
        fmt::format("expected sentences of '{}' that translate sentences of '{}', found none",
                    translations.name, source.name),
        {}, "they are paired by their ids");
  return paired;
}

std::vector<std::int64_t> partners(const TextCorpus& source, const TextCorpus& translations) {
  const auto twice = [](const TextCorpus& corpus, const std::string& what, const std::string& id) {
    return Error(ErrorKind::kData,
                 fmt::format("expected {} in '{}', found '{}' twice", what, corpus.name, id), {},
                 "a pair is one sentence and one translation");
  };
  std::unordered_map<std::string_view, std::int64_t> number_of;
  for (const auto& sentence : source.sentences)
    if (!number_of.emplace(sentence.id, static_cast<std::int64_t>(number_of.size())).second)
      throw twice(source, "an id for every sentence", sentence.id);
  std::unordered_set<std::string_view> translated;
  std::vector<std::int64_t> numbers;
  for (const auto& sentence : translations.sentences) {
    const auto found = number_of.find(sentence.source_id);
    numbers.push_back(found == number_of.end() ? -1 : found->second);
    if (numbers.back() >= 0 && !translated.insert(sentence.source_id).second)
      throw twice(translations, "one translation of a sentence", sentence.source_id);
  }
  return numbers;
}

LabelledCorpus join(LabelledCorpus source, LabelledCorpus translations) {
  LabelledCorpus joined = std::move(source);
  translations = relabel(std::move(translations), joined.label_set);
  joined.text.name += "+" + translations.text.name;
  joined.text.language += "+" + translations.text.language;
  std::move(translations.text.sentences.begin(), translations.text.sentences.end(),
            std::back_inserter(joined.text.sentences));
  std::move(translations.labels.begin(), translations.labels.end(),
            std::back_inserter(joined.labels));
  return joined;
}

}  // namespace xner::data
