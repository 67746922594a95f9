// From the name of a corpus to the corpus: descriptors, a data root, and the generated sample.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/data/column_reader.hpp"
#include "harness/data/corpus.hpp"
#include "harness/data/descriptor.hpp"

namespace xner::data {

/// "<family>/<part>/<split>", e.g. "uner/en_ewt/dev".
struct CorpusReference {
  std::string family;
  std::string part;
  std::string split;

  [[nodiscard]] std::string text() const { return family + "/" + part + "/" + split; }
  /// Nothing, unless the text has exactly three parts and none is empty or "." or "..".
  [[nodiscard]] static std::optional<CorpusReference> parse(std::string_view text);
};

/// Not for use by several threads at once: descriptors are read when first asked for.
class Catalogue {
 public:
  /// @param descriptors the folder of <family>.toml files. @param root the data root; may be
  /// absent.
  Catalogue(std::filesystem::path descriptors, std::filesystem::path root);

  /// Names of all families, sorted. @throws Error{kIo} if the folder cannot be listed.
  [[nodiscard]] std::vector<std::string> families() const;
  /// @throws Error{kUsage} naming the nearest family if it is unknown; as load_descriptor.
  [[nodiscard]] const Descriptor& family(const std::string& name) const;
  /// @throws Error{kUsage} with the nearest part name.
  [[nodiscard]] const PartDescriptor& part(const std::string& family,
                                           const std::string& part) const;
  /// @throws Error{kUsage} with the nearest split name.
  [[nodiscard]] const SplitDescriptor& split(const CorpusReference& reference) const;

  /// The file of a split under the root; empty if it is generated.
  [[nodiscard]] std::filesystem::path file(const CorpusReference& reference) const;
  /// Whether it can be loaded: generated, or its file exists.
  [[nodiscard]] bool present(const CorpusReference& reference) const;

  /// Reads a split. @throws Error{kUsage} saying how to obtain it, if its file is absent; else as
  /// read_columns.
  /// @param keep_docstart keep -DOCSTART- as a word (parity with published
  /// sentence counts).
  [[nodiscard]] ReadCorpus read(const CorpusReference& reference, bool keep_docstart = false) const;

  /// A corpus by reference or by path: a known family's reference first, else the file
  /// (plain_file.hpp); "./" or "/" in front always means a path. @throws Error{kUsage} with a hint
  /// if it is neither; else as `read` and read_plain_labelled.
  [[nodiscard]] LabelledCorpus load(const std::string& name, bool keep_docstart = false) const;
  /// The same without labels (files of words only are welcome).
  [[nodiscard]] TextCorpus load_text(const std::string& name, bool keep_docstart = false) const;

  /// Translations of `source` with source_id set: by order between parts that the descriptor calls
  /// parallel and between plain files, else by ids. @throws as `load` and pair_translations.
  [[nodiscard]] LabelledCorpus load_translations(const std::string& name,
                                                 const std::string& source) const;

 private:
  [[nodiscard]] std::optional<CorpusReference> known_reference(const std::string& name) const;
  [[noreturn]] void fail_unknown(const std::string& name) const;

  std::filesystem::path descriptors_;
  std::filesystem::path root_;
  mutable std::map<std::string, Descriptor> loaded_;
};

/// The data root of DESIGN: `configured` if not empty, else $XNER_DATA, else "data".
[[nodiscard]] std::filesystem::path data_root(const std::filesystem::path& configured);

}  // namespace xner::data
