// See materials.hpp.
#include "harness/flow/materials.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/nearest.hpp"
#include "harness/data/sampling.hpp"
#include "harness/data/statistics.hpp"
#include "harness/flow/at_place.hpp"
#include "harness/flow/locations.hpp"

namespace xner::flow {
namespace fs = std::filesystem;
namespace {

struct TargetReference {
  std::string target;
  std::string split;
};

/// "<prefix><target>/<split>"; a target's name holds no '/'.
std::optional<TargetReference> target_reference(const std::string& from, std::string_view prefix) {
  if (!from.starts_with(prefix)) return std::nullopt;
  const std::string rest = from.substr(prefix.size());
  const auto slash = rest.find('/');
  if (slash == rest.npos) return std::nullopt;
  return TargetReference{rest.substr(0, slash), rest.substr(slash + 1)};
}

constexpr std::string_view kUnlabelled = "/unlabelled";

/// What `in_sample` made: the input as plans call it, and the sample, "" for the experiment's own.
struct SampledInput {
  std::string from;
  std::string sample;
};

SampledInput sampled_input(const std::string& from) {
  const auto mark = from.rfind('#');
  const bool named = mark != from.npos && (from.starts_with("data:source/train#") ||
                                           from.starts_with("data:translations/") ||
                                           from.substr(0, mark).ends_with(kUnlabelled));
  if (!named) return {from, ""};
  return {from.substr(0, mark), from.substr(mark + 1)};
}

/// Of a sample's name "500.1"; none in "full.1".
std::optional<std::int64_t> size_of(const std::string& sample) {
  if (sample.starts_with("full")) return std::nullopt;
  return std::stoll(sample.substr(0, sample.find('.')));
}

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

constexpr std::string_view kFiles = "data:files/";

[[noreturn]] void not_named(const std::string& target, std::string_view key, const Place& place) {
  throw Error(
      ErrorKind::kUsage,
      fmt::format("target '{}': a method needs '{}', and the experiment names none", target, key),
      place, fmt::format("add [data.targets.{}] {} = \"<family>/<part>/<split>\"", target, key));
}

}  // namespace

std::string in_sample(const std::string& from, const config::Source& source,
                      const config::Source& one) {
  if (from.starts_with("data:target/") && from.ends_with(kUnlabelled))
    return source.sample_seeds.empty() ? from : fmt::format("{}#{}", from, one.sample_seed);
  const bool sampled = from == "data:source/train" || from.starts_with("data:translations/");
  if (!sampled || (source.sizes.empty() && source.sample_seeds.empty())) return from;
  return fmt::format("{}#{}.{}", from, one.size ? std::to_string(*one.size) : "full",
                     one.sample_seed);
}

Materials::Materials(const config::Experiment& experiment, EncoderFolder encoder, fs::path folder,
                     bool for_planning)
    : experiment_(experiment),
      encoder_(std::move(encoder)),
      folder_(std::move(folder)),
      for_planning_(for_planning),
      catalogue_(descriptors_folder(), experiment.data_root) {
  const auto& source = experiment_.source;
  whole_train_ = load(source.train);
  if (source.dev) {
    dev_ = load(*source.dev);
    const data::LabelSet labels = united(whole_train_.label_set, dev_.label_set);
    whole_train_ = data::relabel(std::move(whole_train_), labels);
    dev_ = data::relabel(std::move(dev_), labels);
  }
  static_cast<void>(train(""));
}

const data::LabelledCorpus& Materials::train(const std::string& sample) {
  if (const auto at = samples_.find(sample); at != samples_.end()) return at->second;
  const auto& source = experiment_.source;
  const std::optional<std::int64_t> size = sample.empty() ? source.size : size_of(sample);
  const std::uint64_t seed =
      sample.empty() ? source.sample_seed : std::stoull(sample.substr(sample.find('.') + 1));
  if (!size || absent_.contains(source.train.reference))
    return samples_.emplace(sample, whole_train_).first->second;
  return samples_
      .emplace(sample, at_place(source.train.place,
                                [&] {
                                  return data::sample(whole_train_, static_cast<std::size_t>(*size),
                                                      seed);
                                }))
      .first->second;
}

const data::LabelledCorpus& Materials::source_train(const std::string& from) {
  return train(sampled_input(from).sample);
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

/// Of an input without its sample; nullptr for the encoder, and for what the experiment does not
/// name.
const config::CorpusChoice* Materials::choice_of(const std::string& plain) const {
  const auto& source = experiment_.source;
  if (plain == "data:source/train") return &source.train;
  const auto given = [](const std::optional<config::CorpusChoice>& choice) {
    return choice ? &*choice : nullptr;
  };
  if (plain == "data:source/dev") return given(source.dev);
  if (const auto at = target_reference(plain, "data:translations/"))
    return given(target(at->target).translations);
  const auto at = target_reference(plain, "data:target/");
  if (!at) return nullptr;
  const config::Target& wanted = target(at->target);
  if (at->split == "test") return &wanted.test;
  return given(at->split == "dev" ? wanted.dev : wanted.unlabelled);
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

const config::FileChoice* Materials::file_input(const std::string& from) const {
  const auto at = target_reference(from, kFiles);
  if (!at) return nullptr;
  const config::Target& wanted = target(at->target);
  if (const auto found = wanted.files.find(at->split); found != wanted.files.end())
    return &found->second;
  std::vector<std::string> named;
  for (const auto& [name, file] : wanted.files) named.push_back(name);
  const std::string nearest = nearest_hint(at->split, named);
  throw Error(
      ErrorKind::kUsage,
      fmt::format("target '{}': a method needs the file '{}', and the experiment names none",
                  wanted.name, at->split),
      wanted.test.place,
      fmt::format("add [data.targets.{}.files] {} = \"<path>\"{}{}", wanted.name, at->split,
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

data::TextCorpus Materials::unlabelled(const config::Target& wanted,
                                       const std::string& sample) const {
  if (!wanted.unlabelled) not_named(wanted.name, "unlabelled", wanted.test.place);
  return at_place(wanted.unlabelled->place, [&] {
    data::TextCorpus text = catalogue_.load_text(wanted.unlabelled->reference);
    if (const fs::path file = wanted.unlabelled->reference; file.is_absolute())
      text.name = file.filename().string();
    return wanted.unlabelled_size
               ? data::sample(text, static_cast<std::size_t>(*wanted.unlabelled_size),
                              sample.empty() ? experiment_.source.sample_seed : std::stoull(sample))
               : text;
  });
}

std::string Materials::canonical(const std::string& name) {
  const auto [from, sample] = sampled_input(name);
  if (from == "data:source/train") return data::to_canonical(train(sample));
  if (from == "data:source/dev") {
    if (!experiment_.source.dev)
      throw Error(ErrorKind::kUsage, "a method needs source dev, and the experiment names none",
                  experiment_.source.train.place,
                  "add [data.source] dev = \"<family>/<part>/<split>\"");
    return data::to_canonical(dev_);
  }
  if (const auto at = target_reference(from, "data:translations/"); at && at->split == "train")
    return data::to_canonical(translations(target(at->target), train(sample)));
  if (const auto at = target_reference(from, "data:target/")) {
    if (at->split == "test" || at->split == "dev")
      return data::to_canonical(gold(at->target, at->split).text);
    if (at->split == "unlabelled")
      return data::to_canonical(unlabelled(target(at->target), sample));
  }
  throw Error(ErrorKind::kPlugin,
              fmt::format("a plan asks for '{}', which is no input that xner has", from), {},
              "harness/sdk/plan.hpp lists the forms");
}

const Materials::Content& Materials::content(const std::string& from) {
  if (const auto at = contents_.find(from); at != contents_.end()) return at->second;
  const auto [plain, sample] = sampled_input(from);
  const config::CorpusChoice* choice = choice_of(plain);
  const bool is_absent = choice != nullptr && note_absent(*choice);
  Content made{is_absent ? stand_in(plain, sample, *choice) : canonical(from), {}};
  made.digest = sha256(made.bytes);
  return contents_.emplace(from, std::move(made)).first->second;
}

std::string Materials::digest(const std::string& from) {
  if (from == "encoder") return encoder_.digest;
  const config::FileChoice* file = file_input(from);
  if (file == nullptr) return content(from).digest;
  if (const auto at = file_digests_.find(from); at != file_digests_.end()) return at->second;
  if (for_planning_ && !fs::exists(file->path)) {
    absent_[file->path] =
        fmt::format("a file of target {}", target_reference(from, kFiles)->target);
    return sha256("absent file " + file->path);
  }
  return file_digests_.emplace(from, at_place(file->place, [&] { return file_digest(file->path); }))
      .first->second;
}

std::size_t Materials::sentences(const std::string& from) {
  if (!from.starts_with("data:") || from.starts_with(kFiles)) return 0;
  const std::string& bytes = content(from).bytes;
  const auto [plain, sample] = sampled_input(from);
  if (const auto* choice = choice_of(plain);
      choice != nullptr && absent_.contains(choice->reference))
    return sentences_of_absent(plain, sample, *choice);
  const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  return lines > 0 ? lines - 1 : 0;  // the first is the header
}

/// Of an absent corpus: equal samples of it are equal, whatever a sweep calls them.
std::string Materials::stand_in(const std::string& plain, const std::string& sample,
                                const config::CorpusChoice& choice) const {
  const auto& source = experiment_.source;
  const bool is_sampled = plain == "data:source/train" || plain.starts_with("data:translations/");
  std::string part = sample;
  if (part.empty() && is_sampled)
    part = fmt::format("{}.{}", source.size ? std::to_string(*source.size) : "full",
                       source.sample_seed);
  if (part.starts_with("full")) part = "";
  return fmt::format("absent {} {} {}", choice.reference, part,
                     sentences_of_absent(plain, sample, choice));
}

std::size_t Materials::sentences_of_absent(const std::string& plain, const std::string& sample,
                                           const config::CorpusChoice& choice) const {
  std::optional<std::int64_t> size;
  if (plain == "data:source/train" || plain.starts_with("data:translations/"))
    size = sample.empty() ? experiment_.source.size : size_of(sample);
  else if (const auto at = target_reference(plain, "data:target/"); at && at->split == "unlabelled")
    size = target(at->target).unlabelled_size;
  const auto& counts = catalogue_.split(*data::CorpusReference::parse(choice.reference)).counts;
  const auto all = counts ? static_cast<std::int64_t>(counts->sentences) : 0;
  return static_cast<std::size_t>(size.value_or(all));
}

/// "" if it is generated.
fs::path Materials::file_of(const config::CorpusChoice& choice) const {
  const auto reference = data::CorpusReference::parse(choice.reference);
  return reference ? catalogue_.file(*reference) : fs::path(choice.reference);
}

const nlohmann::json& Materials::text_facts(const std::string& from) {
  const auto [plain, sample] = sampled_input(from);
  const config::Target& wanted = target(target_reference(plain, "data:target/").value().target);
  const data::TextCorpus text = unlabelled(wanted, sample);
  nlohmann::json facts{{"name", text.name},
                       {"language", text.language},
                       {"sentences", text.sentences.size()},
                       {"words", text.word_count()},
                       {"sha256", digest(from)}};
  if (const fs::path file = file_of(*wanted.unlabelled); !file.empty()) {
    facts["file"] = file.string();
    facts["file_sha256"] = sha256_file(file);
  }
  return facts_.emplace(from, std::move(facts)).first->second;
}

const nlohmann::json& Materials::facts(const std::string& from) {
  if (const auto at = facts_.find(from); at != facts_.end()) return at->second;
  const auto [plain, sample] = sampled_input(from);
  const bool is_train = plain == "data:source/train", dev = plain == "data:source/dev";
  const auto& source = experiment_.source;
  const auto reference = target_reference(plain, "data:target/").value_or(TargetReference{});
  if (reference.split == "unlabelled") return text_facts(from);
  const config::CorpusChoice& choice = is_train ? source.train
                                       : dev    ? source.dev.value()
                                                : target(reference.target).test;
  const data::LabelledCorpus& corpus = is_train ? train(sample)
                                       : dev    ? dev_
                                                : gold(reference.target, "test");
  const data::CorpusStatistics counted = data::statistics(corpus);
  nlohmann::json facts{{"name", corpus.text.name},       {"language", corpus.text.language},
                       {"sentences", counted.sentences}, {"words", counted.words},
                       {"entities", counted.types},      {"sha256", digest(from)}};
  if (const fs::path file = file_of(choice); !file.empty()) {
    facts["file"] = file.string();
    facts["file_sha256"] = sha256_file(file);
  }
  return facts_.emplace(from, std::move(facts)).first->second;
}

fs::path Materials::path(const std::string& from) {
  if (from == "encoder") return encoder_.folder;
  if (const config::FileChoice* file = file_input(from)) {
    if (file_digest(file->path) != digest(from))
      throw Error(ErrorKind::kData, "the file has changed since the plan was made",
                  Place{file->path}, "start again");
    return file->path;
  }
  const Content& wanted = content(from);
  fs::path file = folder_ / (wanted.digest + ".jsonl");
  if (!fs::exists(file)) write_file(file, wanted.bytes);
  return file;
}

}  // namespace xner::flow
