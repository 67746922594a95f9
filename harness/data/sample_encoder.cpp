// See sample_encoder.hpp.
#include "harness/data/sample_encoder.hpp"

#include <set>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/base/files.hpp"
#include "harness/data/sample_language.hpp"

namespace xner::data {
namespace {

/// Pieces in the order in which they were first put in.
class Vocabulary {
 public:
  void add(const std::string& piece) {
    if (known_.insert(piece).second) pieces_.push_back(piece);
  }
  void add_all(const std::vector<std::string>& words) {
    for (const auto& word : words) add(word);
  }
  [[nodiscard]] std::vector<std::string> take() { return std::move(pieces_); }

 private:
  std::set<std::string> known_;
  std::vector<std::string> pieces_;
};

void add_characters(Vocabulary& out) {
  const std::string letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  for (const char c : letters) out.add(std::string(1, c));
  for (const char c : std::string_view(".,-()'\"!?:;")) out.add(std::string(1, c));
  for (const char c : letters) out.add("##" + std::string(1, c));
  for (const auto& syllable : sample_syllables()) {
    out.add(syllable);
    out.add(capitalised(syllable));
    out.add("##" + syllable);
  }
}

/// The stems of all words but every `gap`-th; endings are continuations, so that cognates share a
/// piece and differ in the other. The rest falls into syllables.
void add_stems(Vocabulary& out, const std::vector<std::string>& words, std::size_t gap) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (i % gap != 0) out.add(words[i].substr(0, kSampleStem));
  out.add("##" + words.front().substr(kSampleStem));
}

void add_names(Vocabulary& out, const std::vector<std::string>& names, std::size_t step) {
  for (std::size_t i = 0; i < names.size(); i += step) out.add(names[i]);
}

/// Of the targets only what they share with the source is known whole, and the endings.
void add_language(Vocabulary& out, const SampleLanguage& language, bool is_source) {
  const std::size_t gap = is_source ? 2 : 1;
  for (const auto* list : {&language.nouns, &language.adjectives, &language.adverbs})
    add_stems(out, *list, gap);
  for (const auto& verbs : language.verbs) add_stems(out, verbs, gap);
  for (const auto* list :
       {&language.surname_endings, &language.place_endings, &language.people_endings})
    for (const auto& ending : *list) out.add("##" + ending);
  if (!is_source) return;
  for (const auto& word : language.functions) {
    out.add(word);
    out.add(capitalised(word));
  }
  for (const auto* list : {&language.days, &language.titles, &language.firm_words,
                           &language.event_words, &language.given_names, &language.roots})
    out.add_all(*list);
}

}  // namespace

std::vector<std::string> sample_vocabulary(std::uint64_t seed) {
  const SampleWorld world = make_sample_world(seed);
  Vocabulary out;
  for (const char* special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) out.add(special);
  add_characters(out);
  for (std::size_t i = 0; i < kSampleKnownLanguages; ++i)
    add_language(out, world.languages[i], i == 0);
  add_names(out, world.given_names, 1);
  add_names(out, world.roots, 1);
  return out.take();
}

int random_tiny_width(std::string_view name) noexcept {
  if (name == "random-tiny") return 128;
  return name == "random-tiny-64" ? 64 : 0;
}

void write_random_tiny_encoder(const std::filesystem::path& folder, int width) {
  const auto vocabulary = sample_vocabulary();
  const nlohmann::ordered_json config{{"architectures", {"BertModel"}},
                                      {"model_type", "bert"},
                                      {"xner_random_weights", true},
                                      {"hidden_size", width},
                                      {"num_hidden_layers", 2},
                                      {"num_attention_heads", 4},
                                      {"intermediate_size", 4 * width},
                                      {"hidden_act", "gelu"},
                                      {"hidden_dropout_prob", 0.1},
                                      {"attention_probs_dropout_prob", 0.1},
                                      {"initializer_range", 0.02},
                                      {"layer_norm_eps", 1e-12},
                                      {"max_position_embeddings", 512},
                                      {"type_vocab_size", 2},
                                      {"pad_token_id", 0},
                                      {"vocab_size", vocabulary.size()}};
  const nlohmann::ordered_json tokenizer{
      {"tokenizer_class", "BertTokenizer"}, {"do_lower_case", false}, {"model_max_length", 512}};
  std::string lines;
  for (const auto& piece : vocabulary) lines += piece + "\n";
  write_file(folder / "config.json", config.dump(2) + "\n");
  write_file(folder / "tokenizer_config.json", tokenizer.dump(2) + "\n");
  write_file(folder / "vocab.txt", lines);
}

}  // namespace xner::data
