// What an experiment works on: its corpora and its encoder, as content digests for keys and as
// files for stages. Gold of targets stays in here: stages get a target as text, and the scorer asks
// for `gold`.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "harness/config/experiment.hpp"
#include "harness/data/catalogue.hpp"
#include "harness/data/corpus.hpp"
#include "harness/flow/encoder.hpp"

namespace xner::flow {

/// Names an input in an experiment that sweeps over samples: "data:source/train" and
/// "data:translations/..." become "data:source/train#500.1" (size and sample seed), and
/// "data:target/<target>/unlabelled" becomes ".../unlabelled#1" if sample seeds are swept; all else
/// stays. What is not sampled has the same content under each of its names, and so one digest.
/// @param source of the experiment. @param one the variant's.
[[nodiscard]] std::string in_sample(const std::string& from, const config::Source& source,
                                    const config::Source& one);

class Materials {
 public:
  /// Reads source train and dev; targets when they are first asked for. Both get one label set: the
  /// union of their types.
  /// @param folder canonical files are written below it. @param for_planning a corpus of a known
  /// descriptor whose file is not there is empty, with a digest of its name: see `absent`.
  /// @throws Error{kUsage} at the reference's place for an unknown corpus; Error{kData} for a bad
  /// file.
  Materials(const config::Experiment& experiment, EncoderFolder encoder,
            std::filesystem::path folder, bool for_planning = false);

  /// Corpora that were asked for and are not there, by reference: how to obtain each.
  [[nodiscard]] const std::map<std::string, std::string>& absent() const noexcept {
    return absent_;
  }

  /// SHA-256 of what a plan calls "data:source/train", "data:target/<target>/test", ..., "encoder";
  /// `in_sample` of it for another sample than the experiment's own.
  /// @throws Error{kUsage} if the experiment does not name it, saying which key would; Error{kData}
  /// as above.
  [[nodiscard]] std::string digest(const std::string& from);

  /// The same as a file or folder for a stage; written when first asked for. "data:files/..." is
  /// the file itself. @throws also Error{kData} if its content is no longer what `digest` said.
  [[nodiscard]] std::filesystem::path path(const std::string& from);

  /// Labelled sentences of a target's "test" or "dev", for the scorer alone.
  [[nodiscard]] const data::LabelledCorpus& gold(const std::string& target,
                                                 const std::string& split);

  /// SHA-256 of the same: what a score depends on and no stage does.
  [[nodiscard]] const std::string& gold_digest(const std::string& target, const std::string& split);

  /// What a record says of "data:source/train", "data:source/dev", "data:target/<target>/test" or
  /// "data:target/<target>/unlabelled": {"name", "language", "file" and "file_sha256" unless
  /// generated, "sentences", "words", "entities": {TYPE: number} unless unlabelled, "sha256": as
  /// `digest`}. Counted when first asked for.
  [[nodiscard]] const nlohmann::json& facts(const std::string& from);

  /// Sentences of an input, as its canonical form has them; of one that is absent, as its sample or
  /// descriptor says; 0 of what is no corpus.
  [[nodiscard]] std::size_t sentences(const std::string& from);

  /// The experiment's own sample.
  [[nodiscard]] const data::LabelledCorpus& source_train() const { return samples_.at(""); }
  /// What a plan calls "data:source/train", or `in_sample` of it.
  [[nodiscard]] const data::LabelledCorpus& source_train(const std::string& from);
  [[nodiscard]] const data::LabelledCorpus& source_dev() const noexcept {
    return dev_;
  }  ///< empty if there is none
  [[nodiscard]] const EncoderFolder& encoder() const noexcept { return encoder_; }

 private:
  struct Content {
    std::string bytes;  ///< canonical form
    std::string digest;
  };
  const Content& content(const std::string& from);
  [[nodiscard]] std::string canonical(const std::string& from);
  [[nodiscard]] data::LabelledCorpus translations(const config::Target& target,
                                                  const data::LabelledCorpus& train) const;
  const data::LabelledCorpus& train(const std::string& sample);
  [[nodiscard]] data::TextCorpus unlabelled(const config::Target& target,
                                            const std::string& sample) const;
  const nlohmann::json& text_facts(const std::string& from);
  [[nodiscard]] const config::Target& target(const std::string& name) const;
  [[nodiscard]] const config::FileChoice* file_input(const std::string& from) const;
  [[nodiscard]] data::LabelledCorpus load(const config::CorpusChoice& choice);
  [[nodiscard]] bool note_absent(const config::CorpusChoice& choice);
  [[nodiscard]] const config::CorpusChoice* choice_of(const std::string& plain) const;
  [[nodiscard]] std::string stand_in(const std::string& plain, const std::string& sample,
                                     const config::CorpusChoice& choice) const;
  [[nodiscard]] std::size_t sentences_of_absent(const std::string& plain, const std::string& sample,
                                                const config::CorpusChoice& choice) const;
  [[nodiscard]] std::filesystem::path file_of(const config::CorpusChoice& choice) const;

  const config::Experiment experiment_;
  EncoderFolder encoder_;
  std::filesystem::path folder_;
  bool for_planning_;
  data::Catalogue catalogue_;
  std::map<std::string, std::string> absent_;
  data::LabelledCorpus whole_train_;
  data::LabelledCorpus dev_;
  std::map<std::string, data::LabelledCorpus> samples_;  // "" and those of `in_sample`
  std::map<std::string, Content> contents_;              // by `from`
  std::map<std::string, data::LabelledCorpus> targets_;  // by "<target>/<split>"
  std::map<std::string, std::string> gold_digests_;      // by the same
  std::map<std::string, nlohmann::json> facts_;          // by `from`
  std::map<std::string, std::string> file_digests_;      // by `from`, of "data:files/..."
};

}  // namespace xner::flow
