// The column reader over any bytes. First byte: options; the rest is the file. Holds it to: every
// row is a word, a comment, or counted as dropped; the canonical form reads back as the same
// corpus; the scorer's reader sees the same words and tags.
#include <array>
#include <memory>
#include <sstream>

#include "harness/data/column_reader.hpp"
#include "harness/score/column_file.hpp"
#include "tests/fuzz/check.hpp"

namespace {

using namespace xner;
using namespace xner::data;
using fuzz::require;

ColumnFormat format_of(unsigned options) {
  constexpr std::array<Scheme, 4> kSchemes{Scheme::kIob2, Scheme::kIobes, Scheme::kIoe1,
                                           Scheme::kBilou};
  ColumnFormat format;
  format.scheme = kSchemes[options % 4];
  format.keep_docstart = (options & 4U) != 0;
  format.repair_utf8 = (options & 8U) != 0;
  format.strict = (options & 16U) != 0;
  if ((options & 32U) != 0) format.comment = "#";
  if ((options & 64U) != 0) format.types = {"LOC", "PER"};
  if ((options & 128U) != 0) format.label = 0;
  return format;
}

/// Lines that hold more than blanks, by the definition of a line end: LF, CR LF, CR.
std::size_t rows_of(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::size_t rows = 0;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    rows += bytes.substr(0, end).find_first_not_of(" \t") == std::string_view::npos ? 0 : 1;
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return rows;
}

void check_round_trip(const LabelledCorpus& corpus) {
  const std::string canonical = to_canonical(corpus);
  const fuzz::MemoryFile file(canonical);
  const LabelledCorpus again = read_labelled_corpus(file.path());
  require(to_canonical(again) == canonical, "the canonical form reads back as the same corpus");
  require(again.labels == corpus.labels, "labels survive the canonical form");
}

void check_labels(const LabelledCorpus& corpus) {
  for (std::size_t s = 0; s < corpus.size(); ++s) {
    require(corpus.labels[s].size() == corpus.text.sentences[s].words.size(), "one label a word");
    LabelId before = 0;
    for (const LabelId label : corpus.labels[s]) {
      const bool inside = label > 0 && label % 2 == 0;
      require(!inside || before == label || before + 1 == label, "labels are well-formed IOB2");
      before = label;
    }
  }
}

/// Only where both mean the same: tags last and kept as they are, nothing dropped or repaired, no
/// lone CR (which the scorer's reader refuses).
void check_other_reader(std::string_view bytes, const LabelledCorpus& corpus) {
  const auto file = score::parse_columns(bytes, "fuzz", score::LabelColumns::kOne);
  require(file.sentences.size() == corpus.size(), "both readers see the same sentences");
  for (std::size_t s = 0; s < corpus.size(); ++s) {
    require(file.sentences[s].words == corpus.text.sentences[s].words,
            "both readers see the same words");
    for (std::size_t w = 0; w < file.sentences[s].labels.size(); ++w) {
      const auto tag = parse_tag(file.sentences[s].labels[w], Scheme::kIob2);
      require(tag && (tag->prefix == 'O') == (corpus.labels[s][w] == 0),
              "both readers see the same tags");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes = fuzz::text_of(data + 1, size - 1);
  const ColumnFormat format = format_of(data[0]);
  ReadCorpus read;
  const bool accepted = fuzz::accepts(ErrorKind::kData, [&] {
    LineReader lines(std::make_unique<std::istringstream>(std::string(bytes)), format.repair_utf8);
    read = read_columns(std::move(lines), "fuzz", "fuzz", "und", format);
  });
  if (!accepted) return 0;
  const ReadReport& report = read.report;
  const std::size_t dropped = format.keep_docstart ? 0 : report.docstart_words;
  require(read.corpus.text.word_count() + dropped + report.comments == rows_of(bytes),
          "every row is a word, a comment or counted as dropped");
  require(!format.strict || report.malformed == 0, "strict reading repairs nothing");
  require(format.repair_utf8 || report.lines.repaired_bytes == 0, "no repair unless asked for");
  if (format.label == 0) return 0;
  check_labels(read.corpus);
  check_round_trip(read.corpus);
  const bool plain = format.comment.empty() && dropped == 0 && report.lines.repaired_bytes == 0 &&
                     report.lines.lone_cr_lines == 0;
  if (plain && format.scheme == Scheme::kIob2) check_other_reader(bytes, read.corpus);
  return 0;
}
