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
#include "harness/flow/input_name.hpp"

namespace xner::flow {

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

  /// SHA-256 of an input by its name in a plan (input_name.hpp).
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
  /// `digest`}. Counted when first asked for. @throws Error{kPlugin} for any other.
  [[nodiscard]] const nlohmann::json& facts(const std::string& from);

  /// Sentences of an input, as its canonical form has them; of one that is absent, as its sample or
  /// descriptor says; 0 of what is no corpus.
  [[nodiscard]] std::size_t sentences(const std::string& from);

  /// The experiment's own sample.
  [[nodiscard]] const data::LabelledCorpus& source_train() const { return samples_.at(own_); }
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
  [[nodiscard]] std::string canonical(const std::string& from, const InputName& name);
  [[nodiscard]] data::LabelledCorpus translations(const config::Target& target,
                                                  const data::LabelledCorpus& train) const;
  [[nodiscard]] const Sample& sample_of(const InputName& name) const;
  const data::LabelledCorpus& train(const Sample& sample);
  [[nodiscard]] data::TextCorpus unlabelled(const config::Target& target, std::uint64_t seed) const;
  [[nodiscard]] nlohmann::json text_facts(const InputName& name) const;
  [[nodiscard]] nlohmann::json corpus_facts(const InputName& name);
  [[nodiscard]] const config::Target& target(const std::string& name) const;
  [[nodiscard]] const config::FileChoice& file_input(const InputName& name) const;
  [[nodiscard]] data::LabelledCorpus load(const config::CorpusChoice& choice);
  [[nodiscard]] bool note_absent(const config::CorpusChoice& choice);
  [[nodiscard]] const config::CorpusChoice* choice_of(const InputName& name) const;
  [[nodiscard]] std::string stand_in(const InputName& name,
                                     const config::CorpusChoice& choice) const;
  [[nodiscard]] std::size_t sentences_of_absent(const InputName& name,
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
  const Sample own_;  // the experiment's own, of its source
  std::map<Sample, data::LabelledCorpus> samples_;
  std::map<std::string, Content> contents_;              // by `from`
  std::map<std::string, data::LabelledCorpus> targets_;  // by "<target>/<split>"
  std::map<std::string, std::string> gold_digests_;      // by the same
  std::map<std::string, nlohmann::json> facts_;          // by `from`
  std::map<std::string, std::string> file_digests_;      // by `from`, of "data:files/..."
};

}  // namespace xner::flow
