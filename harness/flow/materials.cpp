// See materials.hpp.
#include "harness/flow/materials.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"
#include "harness/data/sampling.hpp"
#include "harness/data/statistics.hpp"
#include "harness/flow/at_place.hpp"
#include "harness/flow/locations.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

using enum InputKind;

std::string file_digest(const fs::path& file) {
  if (fs::exists(file) && !fs::is_regular_file(file))
    throw Error(ErrorKind::kUsage, "expected a file, found something else", Place{file.string()});
  return sha256_file(file);
}

data::LabelSet united(const data::LabelSet& a, const data::LabelSet& b) {
  std::vector<std::string> types(a.types().begin(), a.types().end());
  types.insert(types.end(), b.types().begin(), b.types().end());
  return data::LabelSet(std::move(types));
}

[[noreturn]] void not_named(const std::string& target, std::string_view key, const Place& place) {
  throw Error(
      ErrorKind::kUsage,
      fmt::format("target '{}': a method needs '{}', and the experiment names none", target, key),
      place, fmt::format("add [data.targets.{}] {} = \"<family>/<part>/<split>\"", target, key));
}

}  // namespace

Materials::Materials(const config::Experiment& experiment, EncoderFolder encoder, fs::path folder,
                     bool for_planning)
    : experiment_(experiment),
      encoder_(std::move(encoder)),
      folder_(std::move(folder)),
      for_planning_(for_planning),
      catalogue_(descriptors_folder(), experiment.data_root),
      own_{experiment.source.size, experiment.source.sample_seed} {
  const auto& source = experiment_.source;
  whole_train_ = load(source.train);
  if (source.dev) {
    dev_ = load(*source.dev);
    const data::LabelSet labels = united(whole_train_.label_set, dev_.label_set);
    whole_train_ = data::relabel(std::move(whole_train_), labels);
    dev_ = data::relabel(std::move(dev_), labels);
  }
  static_cast<void>(train(own_));
}

const Sample& Materials::sample_of(const InputName& name) const {
  return name.sample ? *name.sample : own_;
}

const data::LabelledCorpus& Materials::train(const Sample& sample) {
  if (const auto at = samples_.find(sample); at != samples_.end()) return at->second;
  const config::CorpusChoice& choice = experiment_.source.train;
  if (!sample.size || absent_.contains(choice.reference))
    return samples_.emplace(sample, whole_train_).first->second;
  auto drawn = at_place(choice.place, [&] {
    return data::sample(whole_train_, static_cast<std::size_t>(*sample.size), sample.seed);
  });
  return samples_.emplace(sample, std::move(drawn)).first->second;
}

const data::LabelledCorpus& Materials::source_train(const std::string& from) {
  return train(sample_of(parse_input_name(from)));
}

bool Materials::note_absent(const config::CorpusChoice& choice) {
  if (!for_planning_) return false;
  const auto reference = data::CorpusReference::parse(choice.reference);
  if (!reference) return false;
  return at_place(choice.place, [&] {
    if (catalogue_.present(*reference)) return false;
    absent_[choice.reference] = catalogue_.family(reference->family).obtain;
    return true;
  });
}

/// nullptr for what is no corpus, and for what the experiment does not name.
const config::CorpusChoice* Materials::choice_of(const InputName& name) const {
  const auto given = [](const std::optional<config::CorpusChoice>& choice) {
    return choice ? &*choice : nullptr;
  };
  switch (name.kind) {
    case kSourceTrain:
      return &experiment_.source.train;
    case kSourceDev:
      return given(experiment_.source.dev);
    case kTest:
      return &target(name.target).test;
    case kDev:
      return given(target(name.target).dev);
    case kUnlabelled:
      return given(target(name.target).unlabelled);
    case kTranslations:
      return given(target(name.target).translations);
    case kFile:
    case kEncoder:
    case kUnknown:
      break;
  }
  return nullptr;
}

data::LabelledCorpus Materials::load(const config::CorpusChoice& choice) {
  if (note_absent(choice)) {
    const auto reference = *data::CorpusReference::parse(choice.reference);
    return {{choice.reference, catalogue_.part(reference.family, reference.part).language, {}},
            data::LabelSet(std::vector<std::string>{}),
            {}};
  }
  auto corpus = at_place(choice.place, [&] { return catalogue_.load(choice.reference); });
  // Names are part of the canonical form, and folders must not be: equal files give equal keys.
  if (const fs::path file = choice.reference; file.is_absolute())
    corpus.text.name = file.filename().string();
  return corpus;
}

const config::FileChoice& Materials::file_input(const InputName& name) const {
  const config::Target& wanted = target(name.target);
  if (const auto found = wanted.files.find(name.file); found != wanted.files.end())
    return found->second;
  std::vector<std::string> named;
  for (const auto& [known, file] : wanted.files) named.push_back(known);
  const std::string nearest = nearest_hint(name.file, named);
  throw Error(
      ErrorKind::kUsage,
      fmt::format("target '{}': a method needs the file '{}', and the experiment names none",
                  wanted.name, name.file),
      wanted.test.place,
      fmt::format("add [data.targets.{}.files] {} = \"<path>\"{}{}", wanted.name, name.file,
                  nearest.empty() ? "" : "; ", nearest));
}

const config::Target& Materials::target(const std::string& name) const {
  std::vector<std::string> known;
  for (const auto& target : experiment_.targets) {
    if (target.name == name) return target;
    known.push_back(target.name);
  }
  throw Error(ErrorKind::kPlugin,
              fmt::format("a plan refers to target '{}', which the experiment has not", name), {},
              nearest_hint(name, known));
}

const data::LabelledCorpus& Materials::gold(const std::string& name, const std::string& split) {
  const std::string id = name + "/" + split;
  if (const auto at = targets_.find(id); at != targets_.end()) return at->second;
  const auto& wanted = target(name);
  if (split == "dev" && !wanted.dev) not_named(name, "dev", wanted.test.place);
  return targets_.emplace(id, load(split == "dev" ? *wanted.dev : wanted.test)).first->second;
}

const std::string& Materials::gold_digest(const std::string& name, const std::string& split) {
  const std::string id = name + "/" + split;
  if (const auto at = gold_digests_.find(id); at != gold_digests_.end()) return at->second;
  return gold_digests_.emplace(id, sha256(data::to_canonical(gold(name, split)))).first->second;
}

data::LabelledCorpus Materials::translations(const config::Target& wanted,
                                             const data::LabelledCorpus& train) const {
  if (!wanted.translations) not_named(wanted.name, "translations", wanted.test.place);
  auto all = at_place(wanted.translations->place, [&] {
    return catalogue_.load_translations(wanted.translations->reference,
                                        experiment_.source.train.reference);
  });
  std::set<std::string> sampled;
  for (const auto& sentence : train.text.sentences) sampled.insert(sentence.id);
  data::LabelledCorpus kept{{all.text.name, all.text.language, {}}, all.label_set, {}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!sampled.contains(all.text.sentences[i].source_id)) continue;
    kept.text.sentences.push_back(std::move(all.text.sentences[i]));
    kept.labels.push_back(std::move(all.labels[i]));
  }
  return data::relabel(std::move(kept), train.label_set);
}

data::TextCorpus Materials::unlabelled(const config::Target& wanted, std::uint64_t seed) const {
  if (!wanted.unlabelled) not_named(wanted.name, "unlabelled", wanted.test.place);
  return at_place(wanted.unlabelled->place, [&] {
    data::TextCorpus text = catalogue_.load_text(wanted.unlabelled->reference);
    if (const fs::path file = wanted.unlabelled->reference; file.is_absolute())
      text.name = file.filename().string();
    return wanted.unlabelled_size
               ? data::sample(text, static_cast<std::size_t>(*wanted.unlabelled_size), seed)
               : text;
  });
}

std::string Materials::canonical(const std::string& from, const InputName& name) {
  switch (name.kind) {
    case kSourceTrain:
      return data::to_canonical(train(sample_of(name)));
    case kSourceDev:
      if (!experiment_.source.dev)
        throw Error(ErrorKind::kUsage, "a method needs source dev, and the experiment names none",
                    experiment_.source.train.place,
                    "add [data.source] dev = \"<family>/<part>/<split>\"");
      return data::to_canonical(dev_);
    case kTest:
      return data::to_canonical(gold(name.target, "test").text);
    case kDev:
      return data::to_canonical(gold(name.target, "dev").text);
    case kUnlabelled:
      return data::to_canonical(unlabelled(target(name.target), sample_of(name).seed));
    case kTranslations:
      return data::to_canonical(translations(target(name.target), train(sample_of(name))));
    case kFile:
    case kEncoder:
    case kUnknown:
      break;
  }
  throw Error(ErrorKind::kPlugin,
              fmt::format("a plan asks for '{}', which is no input that xner has", shortened(from)),
              {}, "harness/sdk/plan.hpp lists the forms");
}

const Materials::Content& Materials::content(const std::string& from) {
  if (const auto at = contents_.find(from); at != contents_.end()) return at->second;
  const InputName name = parse_input_name(from);
  const config::CorpusChoice* choice = choice_of(name);
  const bool is_absent = choice != nullptr && note_absent(*choice);
  Content made{is_absent ? stand_in(name, *choice) : canonical(from, name), {}};
  made.digest = sha256(made.bytes);
  return contents_.emplace(from, std::move(made)).first->second;
}

std::string Materials::digest(const std::string& from) {
  const InputName name = parse_input_name(from);
  if (name.kind == kEncoder) return encoder_.digest;
  if (name.kind != kFile) return content(from).digest;
  const config::FileChoice& file = file_input(name);
  if (const auto at = file_digests_.find(from); at != file_digests_.end()) return at->second;
  if (for_planning_ && !fs::exists(file.path)) {
    absent_[file.path] = fmt::format("a file of target {}", name.target);
    return sha256("absent file " + file.path);
  }
  return file_digests_.emplace(from, at_place(file.place, [&] { return file_digest(file.path); }))
      .first->second;
}

std::size_t Materials::sentences(const std::string& from) {
  const InputName name = parse_input_name(from);
  if (name.kind == kEncoder || name.kind == kFile || name.kind == kUnknown) return 0;
  const std::string& bytes = content(from).bytes;
  if (const auto* choice = choice_of(name);
      choice != nullptr && absent_.contains(choice->reference))
    return sentences_of_absent(name, *choice);
  const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  return lines > 0 ? lines - 1 : 0;  // the first is the header
}

/// Of an absent corpus: equal samples of it are equal, whatever a sweep calls them.
std::string Materials::stand_in(const InputName& name, const config::CorpusChoice& choice) const {
  const Sample& sample = sample_of(name);
  std::string part;
  if (follows_source(name.kind) && sample.size)
    part = fmt::format("{}.{}", *sample.size, sample.seed);
  if (name.kind == kUnlabelled && name.sample) part = std::to_string(sample.seed);
  return fmt::format("absent {} {} {}", choice.reference, part, sentences_of_absent(name, choice));
}

std::size_t Materials::sentences_of_absent(const InputName& name,
                                           const config::CorpusChoice& choice) const {
  std::optional<std::int64_t> size;
  if (follows_source(name.kind)) size = sample_of(name).size;
  if (name.kind == kUnlabelled) size = target(name.target).unlabelled_size;
  const auto& counts = catalogue_.split(*data::CorpusReference::parse(choice.reference)).counts;
  const auto all = counts ? static_cast<std::int64_t>(counts->sentences) : 0;
  return static_cast<std::size_t>(size.value_or(all));
}

/// "" if it is generated.
fs::path Materials::file_of(const config::CorpusChoice& choice) const {
  const auto reference = data::CorpusReference::parse(choice.reference);
  return reference ? catalogue_.file(*reference) : fs::path(choice.reference);
}

nlohmann::json Materials::text_facts(const InputName& name) const {
  const data::TextCorpus text = unlabelled(target(name.target), sample_of(name).seed);
  return {{"name", text.name},
          {"language", text.language},
          {"sentences", text.sentences.size()},
          {"words", text.word_count()}};
}

nlohmann::json Materials::corpus_facts(const InputName& name) {
  const data::LabelledCorpus& corpus = name.kind == kSourceTrain ? train(sample_of(name))
                                       : name.kind == kSourceDev ? dev_
                                                                 : gold(name.target, "test");
  const data::CorpusStatistics counted = data::statistics(corpus);
  return {{"name", corpus.text.name},
          {"language", corpus.text.language},
          {"sentences", counted.sentences},
          {"words", counted.words},
          {"entities", counted.types}};
}

const nlohmann::json& Materials::facts(const std::string& from) {
  if (const auto at = facts_.find(from); at != facts_.end()) return at->second;
  const InputName name = parse_input_name(from);
  constexpr std::array kTold{kSourceTrain, kSourceDev, kTest, kUnlabelled};
  const config::CorpusChoice* choice = choice_of(name);
  if (choice == nullptr || std::ranges::find(kTold, name.kind) == kTold.end())
    throw Error(ErrorKind::kPlugin,
                fmt::format("nothing is recorded of the input '{}'", shortened(from)));
  nlohmann::json facts = name.kind == kUnlabelled ? text_facts(name) : corpus_facts(name);
  facts["sha256"] = digest(from);
  if (const fs::path file = file_of(*choice); !file.empty()) {
    facts["file"] = file.string();
    facts["file_sha256"] = sha256_file(file);
  }
  return facts_.emplace(from, std::move(facts)).first->second;
}

fs::path Materials::path(const std::string& from) {
  const InputName name = parse_input_name(from);
  if (name.kind == kEncoder) return encoder_.folder;
  if (name.kind == kFile) {
    const std::string& file = file_input(name).path;
    if (file_digest(file) != digest(from))
      throw Error(ErrorKind::kData, "the file has changed since the plan was made", Place{file},
                  "start again");
    return file;
  }
  const Content& wanted = content(from);
  fs::path file = folder_ / (wanted.digest + ".jsonl");
  if (!fs::exists(file)) write_file(file, wanted.bytes);
  return file;
}

}  // namespace xner::flow
