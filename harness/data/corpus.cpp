// See corpus.hpp. Written by hand (one pass, no tree), read through nlohmann/json line by line.
#include "harness/data/corpus.hpp"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::data {
namespace {

using nlohmann::json;

void append_string(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
}

/// A list of `size` strings, the i-th given by `at(i)`.
template <typename At>
void append_strings(std::string& out, std::size_t size, const At& at) {
  out.push_back('[');
  for (std::size_t i = 0; i < size; ++i) {
    if (i > 0) out.push_back(',');
    append_string(out, at(i));
  }
  out.push_back(']');
}

void append_header(std::string& out, const TextCorpus& corpus, const LabelSet* label_set) {
  out += "{\"name\":";
  append_string(out, corpus.name);
  out += ",\"language\":";
  append_string(out, corpus.language);
  if (label_set != nullptr) {
    out += ",\"labels\":";
    append_strings(out, label_set->size(), [&](std::size_t i) { return label_set->names()[i]; });
  }
  out += "}\n";
}

/// Everything of a sentence but its labels; the object is left open.
void append_sentence(std::string& out, const Sentence& sentence) {
  out += "{\"id\":";
  append_string(out, sentence.id);
  out += ",\"words\":";
  append_strings(out, sentence.words.size(),
                 [&](std::size_t i) -> std::string_view { return sentence.words[i]; });
  if (!sentence.source_id.empty()) {
    out += ",\"source_id\":";
    append_string(out, sentence.source_id);
  }
}

/// Reads the canonical form; every error names file and line.
class CanonicalReader {
 public:
  explicit CanonicalReader(const std::filesystem::path& file)
      : file_(file.string()), bytes_(read_file(file)) {}

  /// Fills the text; calls `header` and then `sentence`, each with the list under "labels" (null if
  /// absent).
  template <typename Header, typename Row>
  TextCorpus read(const Header& header, const Row& sentence) {
    TextCorpus corpus;
    std::unordered_set<std::string> ids;
    for (std::size_t begin = 0; begin < bytes_.size();) {
      ++line_;
      const std::size_t end = std::min(bytes_.find('\n', begin), bytes_.size());
      const json object = parse(std::string_view(bytes_).substr(begin, end - begin));
      begin = end + 1;
      if (line_ == 1) {
        check_keys(object, {"name", "language", "labels"});
        corpus.name = text(object, "name");
        corpus.language = text(object, "language");
        header(*this, labels(object));
        continue;
      }
      check_keys(object, {"id", "words", "source_id", "labels"});
      Sentence& next = corpus.sentences.emplace_back();
      next.id = text(object, "id");
      next.words = texts(object, "words");
      if (object.contains("source_id")) next.source_id = text(object, "source_id");
      if (next.words.empty()) fail("expected at least one word, found a sentence without words");
      for (const auto& word : next.words)
        if (word.empty()) fail("expected words of at least one character, found an empty one");
      if (!ids.insert(next.id).second)
        fail(fmt::format("expected unique sentence ids, found '{}' again", next.id));
      sentence(*this, next, labels(object));
    }
    if (line_ == 0) fail("expected a header line, found an empty file");
    return corpus;
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorKind::kData, message, Place{file_, line_, 0},
                "the file is not a canonical corpus; `xner data export` reads other formats");
  }

 private:
  json parse(std::string_view line) const {
    json object = json::parse(line, nullptr, false);
    if (!object.is_object()) fail("expected one JSON object a line");
    return object;
  }

  void check_keys(const json& object, std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : object.items())
      if (std::find(known.begin(), known.end(), key) == known.end())
        fail(fmt::format("unexpected key '{}'", key));
  }

  std::string text(const json& object, const char* key) const {
    const auto at = object.find(key);
    if (at == object.end() || !at->is_string())
      fail(fmt::format("expected a string under '{}'", key));
    return at->get<std::string>();
  }

  std::vector<std::string> texts(const json& object, const char* key) const {
    const auto at = object.find(key);
    if (at == object.end() || !at->is_array())
      fail(fmt::format("expected a list of strings under '{}'", key));
    std::vector<std::string> values;
    values.reserve(at->size());
    for (const auto& value : *at) {
      if (!value.is_string()) fail(fmt::format("expected only strings under '{}'", key));
      values.push_back(value.get<std::string>());
    }
    return values;
  }

  std::optional<std::vector<std::string>> labels(const json& object) const {
    if (!object.contains("labels")) return std::nullopt;
    return texts(object, "labels");
  }

  std::string file_;
  std::string bytes_;
  std::size_t line_ = 0;
};

LabelSet label_set_of(const CanonicalReader& reader, const std::vector<std::string>& names) {
  std::vector<std::string> types;
  for (const auto& name : names)
    if (name.starts_with("B-")) types.push_back(name.substr(2));
  LabelSet label_set(std::move(types));
  if (!std::ranges::equal(label_set.names(), names))
    reader.fail("expected the labels O, B-T, I-T for each type T in alphabetical order");
  return label_set;
}

}  // namespace

std::size_t TextCorpus::word_count() const noexcept {
  std::size_t count = 0;
  for (const auto& sentence : sentences) count += sentence.words.size();
  return count;
}

std::string to_canonical(const TextCorpus& corpus) {
  std::string out;
  append_header(out, corpus, nullptr);
  for (const auto& sentence : corpus.sentences) {
    append_sentence(out, sentence);
    out += "}\n";
  }
  return out;
}

std::string to_canonical(const LabelledCorpus& corpus) {
  std::string out;
  append_header(out, corpus.text, &corpus.label_set);
  for (std::size_t s = 0; s < corpus.size(); ++s) {
    append_sentence(out, corpus.text.sentences[s]);
    out += ",\"labels\":";
    const auto& labels = corpus.labels.at(s);
    append_strings(out, labels.size(), [&](std::size_t i) -> std::string_view {
      return corpus.label_set.name(labels[i]);
    });
    out += "}\n";
  }
  return out;
}

TextCorpus read_text_corpus(const std::filesystem::path& file) {
  CanonicalReader reader(file);
  return reader.read([](const auto&, const auto&) {}, [](const auto&, const auto&, const auto&) {});
}

LabelledCorpus read_labelled_corpus(const std::filesystem::path& file) {
  LabelledCorpus corpus;
  CanonicalReader reader(file);
  const auto header = [&](const CanonicalReader& at, const auto& names) {
    if (!names) at.fail("expected 'labels' in the header, found a corpus without labels");
    corpus.label_set = label_set_of(at, *names);
  };
  const auto row = [&](const CanonicalReader& at, const Sentence& sentence, const auto& names) {
    const std::size_t found = names ? names->size() : 0;
    if (found != sentence.words.size())
      at.fail(
          fmt::format("expected {} labels, one a word, found {}", sentence.words.size(), found));
    auto& ids = corpus.labels.emplace_back();
    ids.reserve(found);
    for (const auto& name : *names) {
      const auto id = corpus.label_set.find(name);
      if (!id) at.fail(fmt::format("expected a label of the header, found '{}'", name));
      ids.push_back(*id);
    }
  };
  corpus.text = reader.read(header, row);
  return corpus;
}

LabelledCorpus relabel(LabelledCorpus corpus, const LabelSet& label_set) {
  if (corpus.label_set == label_set) return corpus;
  std::vector<std::optional<LabelId>> renamed;
  for (const auto& name : corpus.label_set.names()) renamed.push_back(label_set.find(name));
  for (std::size_t s = 0; s < corpus.size(); ++s) {
    for (auto& id : corpus.labels.at(s)) {
      const std::string& name = corpus.label_set.name(id);
      const auto to = renamed[static_cast<std::size_t>(id)];
      if (!to)
        throw Error(
            ErrorKind::kData,
            fmt::format("label '{}' of sentence '{}' in '{}' is not among the {} labels wanted",
                        name, corpus.text.sentences[s].id, corpus.text.name, label_set.size()),
            {}, "the two corpora do not annotate the same entity types");
      id = *to;
    }
  }
  corpus.label_set = label_set;
  return corpus;
}

}  // namespace xner::data
