// See data.hpp.
#include "harness/cli/data.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/nearest.hpp"
#include "harness/data/catalogue.hpp"
#include "harness/data/statistics.hpp"

namespace xner::cli {
namespace {

using data::Catalogue;
using data::CorpusReference;

constexpr std::size_t kWidth = 80;

/// Words of a text in lines of at most 80 columns; the first begins with `first`, the others with
/// as many blanks.
std::string wrapped(const std::string& first, const std::string& text) {
  std::string out;
  std::string line = first;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (line.size() > first.size() && line.size() + word.size() + 1 > kWidth) {
      out += line + "\n";
      line.assign(first.size(), ' ');
    }
    if (line.size() > first.size()) line += ' ';
    line += word;
  }
  return out + line + "\n";
}

/// The first column left-aligned, the others right-aligned.
std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string out;
  for (const auto& row : rows) {
    out += fmt::format("{:<{}}", row[0], widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i) out += fmt::format("  {:>{}}", row[i], widths[i]);
    out += '\n';
  }
  return out;
}

std::string joined(const std::vector<std::string>& words, std::string_view separator) {
  return fmt::format("{}", fmt::join(words, separator));
}

/// "family", "family/part" or "family/part/split" to references, in the order of the descriptors.
std::vector<CorpusReference> chosen(const Catalogue& catalogue,
                                    const std::vector<std::string>& names) {
  std::vector<CorpusReference> out;
  for (const auto& name : names.empty() ? catalogue.families() : names) {
    std::vector<std::string> fields;
    std::istringstream text(name);
    for (std::string field; std::getline(text, field, '/');) fields.push_back(field);
    if (fields.empty() || fields.size() > 3)
      throw Error(ErrorKind::kUsage,
                  fmt::format("expected <family>[/<part>[/<split>]], found '{}'", name));
    if (fields.size() > 1) (void)catalogue.part(fields[0], fields[1]);
    if (fields.size() > 2) (void)catalogue.split({fields[0], fields[1], fields[2]});
    for (const auto& part : catalogue.family(fields[0]).parts)
      for (const auto& split : part.splits)
        if ((fields.size() < 2 || fields[1] == part.name) &&
            (fields.size() < 3 || fields[2] == split.name))
          out.push_back({fields[0], part.name, split.name});
  }
  return out;
}

void list_family(const Catalogue& catalogue, const std::string& name, const std::string& only_part,
                 std::ostream& out) {
  const auto& family = catalogue.family(name);
  out << wrapped(fmt::format("{:<14}", name), family.title);
  std::vector<std::string> absent;
  bool complete = true;
  std::size_t width = 12;
  for (const auto& part : family.parts) width = std::max(width, part.name.size() + 2);
  for (const auto& part : family.parts) {
    if (!only_part.empty() && part.name != only_part) continue;
    std::vector<std::string> there, missing;
    for (const auto& split : part.splits)
      (catalogue.present({name, part.name, split.name}) ? there : missing).push_back(split.name);
    complete = complete && missing.empty();
    if (there.empty()) {
      absent.push_back(part.name);
      continue;
    }
    out << fmt::format("  {:<{}}{}{}\n", part.name, width, joined(there, " "),
                       missing.empty() ? "" : "   absent: " + joined(missing, " "));
  }
  if (!absent.empty()) out << wrapped("  absent:     ", joined(absent, ", "));
  if (!complete && !family.obtain.empty()) out << wrapped("  to obtain:  ", family.obtain);
}

std::string counts_text(const data::SplitCounts& counts) {
  return fmt::format("{} sentences, {} entities", counts.sentences, counts.entities);
}

/// What is worth telling about one split that is present.
struct Finding {
  bool is_error = false;
  std::string text;
};

std::vector<Finding> line_findings(const data::ReadReport& report) {
  std::vector<Finding> out;
  const auto note = [&](std::size_t count, std::string_view what) {
    if (count > 0) out.push_back({false, fmt::format("{} {}", count, what)});
  };
  note(report.malformed,
       "tags that the scheme does not allow where they stand (read as conlleval does)");
  note(report.docstart_sentences, "sentences of nothing but -DOCSTART- dropped");
  note(report.docstart_words - report.docstart_sentences,
       "-DOCSTART- dropped before the words of a sentence");
  note(report.unusual_words,
       "words with a zero-width character, a direction mark or a no-break space");
  note(report.lines.repaired_bytes, "invalid bytes replaced by U+FFFD");
  note(report.lines.crlf_lines, "lines ending in CR LF");
  note(report.lines.lone_cr_lines, "lines ending in a lone CR");
  if (report.lines.byte_order_mark) out.push_back({false, "a byte order mark"});
  if (report.lines.missing_last_newline) out.push_back({false, "no newline at the end"});
  return out;
}

/// Reads the splits one after another and keeps each part's train text, which the others are
/// compared with.
class Checker {
 public:
  Checker(const Catalogue& catalogue, std::ostream& out) : catalogue_(catalogue), out_(out) {}

  void check(const CorpusReference& reference) {
    std::vector<Finding> findings;
    data::SplitCounts found;
    try {
      found = read(reference, findings);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kData && error.kind() != ErrorKind::kIo) throw;
      findings.assign(1, {true, error.what()});
    }
    const auto errors =
        std::count_if(findings.begin(), findings.end(), [](const auto& f) { return f.is_error; });
    errors_ += static_cast<std::size_t>(errors);
    out_ << fmt::format("{:<5} {:<30}{}\n", errors > 0 ? "ERROR" : "ok", reference.text(),
                        found.sentences > 0 ? counts_text(found) : "");
    for (const auto& finding : findings) tell(finding);
    ++checked_;
  }
  [[nodiscard]] std::size_t checked() const { return checked_; }
  [[nodiscard]] std::size_t errors() const { return errors_; }

 private:
  void tell(const Finding& finding) {
    const std::string first = finding.is_error ? "      error: " : "      note: ";
    // Places of a broken file are lines of their own already.
    std::istringstream lines(finding.text);
    for (std::string line; std::getline(lines, line);) out_ << wrapped(first, line);
  }

  data::SplitCounts read(const CorpusReference& reference, std::vector<Finding>& findings) {
    const auto& split = catalogue_.split(reference);
    const data::ReadCorpus read = catalogue_.read(reference);
    const data::CorpusStatistics held = data::statistics(read.corpus);
    const data::SplitCounts found{held.sentences, held.entities};
    if (split.counts && *split.counts != found)
      findings.push_back({true, "expected " + counts_text(*split.counts)});
    // Papers count the sentences that are only -DOCSTART-.
    const data::SplitCounts as_published{found.sentences + read.report.docstart_sentences,
                                         found.entities};
    if (split.published && *split.published != as_published)
      findings.push_back({false, "published: " + counts_text(*split.published)});
    if (!split.sha256.empty() && sha256_file(catalogue_.file(reference)) != split.sha256)
      findings.push_back(
          {false, "the file is not the one that the descriptor was written for (SHA-256 differs)"});
    if (held.entities == 0)
      findings.push_back({false, "no entities: F1 is undefined on this split"});
    for (auto& finding : line_findings(read.report)) findings.push_back(std::move(finding));
    if (held.repeated > 0)
      findings.push_back({false, fmt::format("{} sentences repeat an earlier one", held.repeated)});
    compare_with_train(reference, read.corpus.text, findings);
    return found;
  }

  void compare_with_train(const CorpusReference& reference, const data::TextCorpus& text,
                          std::vector<Finding>& findings) {
    const std::string part = reference.family + "/" + reference.part;
    if (reference.split == "train") {
      train_ = {part, text};
    } else if (train_.first == part && reference.split != "translations") {
      const std::size_t shared = data::shared_sentences(text, train_.second);
      if (shared > 0)
        findings.push_back({false, fmt::format("{} sentences also occur in train", shared)});
    }
  }

  const Catalogue& catalogue_;
  std::ostream& out_;
  std::pair<std::string, data::TextCorpus> train_;
  std::size_t checked_ = 0;
  std::size_t errors_ = 0;
};

std::string as_columns(const data::LabelledCorpus& corpus) {
  std::string out;
  for (std::size_t s = 0; s < corpus.size(); ++s) {
    const auto& words = corpus.text.sentences[s].words;
    for (std::size_t w = 0; w < words.size(); ++w)
      out += words[w] + "\t" + corpus.label_set.name(corpus.labels[s][w]) + "\n";
    out += '\n';
  }
  return out;
}

std::string as_words(const data::TextCorpus& text) {
  std::string out;
  for (const auto& sentence : text.sentences) {
    for (const auto& word : sentence.words) out += word + "\n";
    out += '\n';
  }
  return out;
}

struct HeldSplit {
  CorpusReference reference;
  data::CorpusStatistics held;
};

/// A row a split under a header; a type that only some splits have is 0 in the others.
std::vector<std::vector<std::string>> statistics_rows(const std::string& family,
                                                      const std::vector<HeldSplit>& splits) {
  std::set<std::string> types;
  for (const auto& split : splits)
    for (const auto& [type, count] : split.held.types) types.insert(type);
  std::vector<std::vector<std::string>> rows{{family, "sentences", "entities", "words"}};
  rows.front().insert(rows.front().end(), types.begin(), types.end());
  for (const auto& [reference, held] : splits) {
    auto& row = rows.emplace_back(std::vector<std::string>{
        reference.part + "/" + reference.split, std::to_string(held.sentences),
        std::to_string(held.entities), std::to_string(held.words)});
    for (const auto& type : types) {
      const auto count = held.types.find(type);
      row.push_back(count == held.types.end() ? "0" : std::to_string(count->second));
    }
  }
  return rows;
}

}  // namespace

int run_data_list(const DataOptions& options, std::ostream& out) {
  const Catalogue catalogue(options.descriptors, options.root);
  std::ostringstream text;
  text << "data root: " << options.root.string() << "\n";
  for (const auto& name : options.names.empty() ? catalogue.families() : options.names) {
    (void)chosen(catalogue, {name});
    const auto slash = name.find('/');
    const std::string rest = slash == std::string::npos ? "" : name.substr(slash + 1);
    text << "\n";
    list_family(catalogue, name.substr(0, slash), rest.substr(0, rest.find('/')), text);
  }
  out << text.str();
  return 0;
}

int run_data_check(const DataOptions& options, std::ostream& out) {
  const Catalogue catalogue(options.descriptors, options.root);
  const auto references = chosen(catalogue, options.names);
  Checker checker(catalogue, out);
  for (const auto& reference : references)
    if (catalogue.present(reference)) checker.check(reference);
  out << fmt::format("{} of {} splits present, {} errors\n", checker.checked(), references.size(),
                     checker.errors());
  return checker.errors() > 0 ? 2 : 0;
}

int run_data_stats(const DataOptions& options, std::ostream& out) {
  const Catalogue catalogue(options.descriptors, options.root);
  std::map<std::string, std::vector<HeldSplit>> families;  // types differ between families
  for (const auto& reference : chosen(catalogue, options.names))
    if (catalogue.present(reference))
      families[reference.family].push_back(
          {reference, data::statistics(catalogue.read(reference).corpus)});
  std::string text;
  for (const auto& [family, splits] : families)
    text += (text.empty() ? "" : "\n") + aligned(statistics_rows(family, splits));
  out << (text.empty() ? "no corpus is present under " + options.root.string() + "\n" : text);
  return 0;
}

int run_data_export(const DataOptions& options, std::ostream& out) {
  if (options.names.size() != 1)
    throw Error(ErrorKind::kUsage,
                fmt::format("expected one corpus to export, found {}", options.names.size()));
  const std::vector<std::string> formats{"columns", "words", "canonical"};
  if (std::find(formats.begin(), formats.end(), options.format) == formats.end())
    throw Error(ErrorKind::kUsage, fmt::format("unknown format '{}'", options.format), {},
                nearest_hint(options.format, formats));
  const Catalogue catalogue(options.descriptors, options.root);
  const std::string& name = options.names.front();
  const std::string bytes = options.format == "words" ? as_words(catalogue.load_text(name))
                            : options.format == "canonical"
                                ? data::to_canonical(catalogue.load(name))
                                : as_columns(catalogue.load(name));
  if (options.output == "-" || options.output.empty())
    out << bytes;
  else
    write_file(options.output, bytes);
  return 0;
}

}  // namespace xner::cli
