// See reading.hpp.
#include "harness/score/reading.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/base/utf8.hpp"

namespace xner::score {
namespace {

using data::Scheme;

struct SchemeName {
  Scheme scheme;
  std::string_view title;
  std::string_view prefixes;
};
constexpr std::array<SchemeName, 6> kSchemes{{{Scheme::kIob1, "IOB1", "BIO"},
                                              {Scheme::kIob2, "IOB2", "BIO"},
                                              {Scheme::kIoe1, "IOE1", "EIO"},
                                              {Scheme::kIoe2, "IOE2", "EIO"},
                                              {Scheme::kIobes, "IOBES", "BEIOS"},
                                              {Scheme::kBilou, "BILOU", "BILOU"}}};

constexpr std::array<std::pair<Mode, std::string_view>, 3> kModes{
    {{Mode::kConlleval, "conlleval"}, {Mode::kSeqeval, "seqeval"}, {Mode::kStrict, "strict"}}};

[[noreturn]] void refuse(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known) {
  throw Error(ErrorKind::kUsage, fmt::format("unknown {} '{}'", what, printable(name)), {},
              nearest_hint(name, known));
}

const SchemeName& name_of(Scheme scheme) noexcept {
  for (const auto& name : kSchemes)
    if (name.scheme == scheme) return name;
  return kSchemes[0];
}

/// Bytes of the character that `text` begins with; all of a text that is no UTF-8 there.
std::size_t first_character(std::string_view text) noexcept {
  if (text.empty()) return 0;
  std::size_t bytes = 1;
  while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) ++bytes;
  return bytes;
}

}  // namespace

Mode mode_from_name(std::string_view name) {
  std::vector<std::string> known;
  for (const auto& [mode, text] : kModes) {
    if (text == name) return mode;
    known.emplace_back(text);
  }
  refuse("mode", name, known);
}

std::string_view mode_name(Mode mode) noexcept {
  return kModes[static_cast<std::size_t>(mode)].second;
}

Scheme scheme_from_title(std::string_view title) {
  std::vector<std::string> known;
  for (const auto& name : kSchemes) {
    if (name.title == title) return name.scheme;
    known.emplace_back(name.title);
  }
  refuse("label scheme", title, known);
}

std::string_view scheme_title(Scheme scheme) noexcept { return name_of(scheme).title; }

std::string_view scheme_prefixes(Scheme scheme) noexcept { return name_of(scheme).prefixes; }

LabelParts split_label(std::string_view label, Mode mode) noexcept {
  if (mode == Mode::kConlleval) {
    const std::size_t hyphen = label.find('-');
    if (hyphen == std::string_view::npos) return {label, {}};
    return {label.substr(0, hyphen), label.substr(hyphen + 1)};
  }
  const std::size_t length = first_character(label);
  std::string_view type = label.substr(length);
  if (mode == Mode::kSeqeval) {
    if (const auto hyphen = type.find('-'); hyphen != std::string_view::npos)
      type.remove_prefix(hyphen + 1);
  } else {
    type.remove_prefix(std::min(type.find_first_not_of('-'), type.size()));
    type = type.substr(0, type.find_last_not_of('-') + 1);
  }
  return {label.substr(0, length), type.empty() ? std::string_view("_") : type};
}

Scheme detect_scheme(std::span<const std::string_view> prefixes) {
  const auto has = [&](std::string_view letter) {
    return std::find(prefixes.begin(), prefixes.end(), letter) != prefixes.end();
  };
  const auto fits = [&](Scheme scheme) {
    return std::all_of(prefixes.begin(), prefixes.end(), [&](std::string_view prefix) {
      return prefix.size() == 1 && scheme_prefixes(scheme).find(prefix) != std::string_view::npos;
    });
  };
  const bool telling = has("B") || has("E") || has("S") || has("U") || has("L");
  const Scheme scheme = has("U") || has("L")                 ? Scheme::kBilou
                        : has("S") || (has("B") && has("E")) ? Scheme::kIobes
                        : has("B")                           ? Scheme::kIob2
                                                             : Scheme::kIoe2;
  if (telling && fits(scheme)) return scheme;
  std::vector<std::string> found;
  for (const auto prefix : prefixes) found.push_back(printable(prefix));
  throw Error(
      ErrorKind::kData,
      fmt::format("expected gold labels that tell their scheme, found the prefixes {}",
                  found.empty() ? "of no label" : fmt::format("{}", fmt::join(found, ", "))),
      {}, "name the scheme: --scheme IOB1, IOB2, IOE1, IOE2, IOBES or BILOU");
}

}  // namespace xner::score
