// See scheme.hpp.
#include "harness/data/scheme.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace xner::data {
namespace {

constexpr std::array<std::pair<std::string_view, Scheme>, 8> kNames{{{"iob1", Scheme::kIob1},
                                                                     {"iob2", Scheme::kIob2},
                                                                     {"ioe1", Scheme::kIoe1},
                                                                     {"ioe2", Scheme::kIoe2},
                                                                     {"iobes", Scheme::kIobes},
                                                                     {"bilou", Scheme::kBilou},
                                                                     {"bio", Scheme::kIob2},
                                                                     {"bioes", Scheme::kIobes}}};

std::string_view prefixes(Scheme scheme) noexcept {
  switch (scheme) {
    case Scheme::kIob1:
    case Scheme::kIob2:
      return "BI";
    case Scheme::kIoe1:
    case Scheme::kIoe2:
      return "IE";
    case Scheme::kIobes:
      return "BIES";
    case Scheme::kBilou:
      return "BILU";
  }
  return "";
}

bool is_end(char prefix) { return prefix == 'E' || prefix == 'L'; }
bool is_single(char prefix) { return prefix == 'S' || prefix == 'U'; }

/// Whether `next` goes on with the entity that `tag` is in.
bool continues(const NumberedTag& tag, const NumberedTag& next) {
  return tag.prefix != 'O' && next.prefix != 'O' && tag.type == next.type &&
         (next.prefix == 'I' || is_end(next.prefix)) && !is_end(tag.prefix) &&
         !is_single(tag.prefix);
}

/// Whether the scheme would have written this tag between these neighbours.
bool allowed(Scheme scheme, const NumberedTag& before, const NumberedTag& tag,
             const NumberedTag& after) {
  if (tag.prefix == 'O') return true;
  const bool begins = !continues(before, tag);
  const bool ends = !continues(tag, after);
  const bool same_before = before.prefix != 'O' && before.type == tag.type;
  const bool same_after = after.prefix != 'O' && after.type == tag.type;
  switch (scheme) {
    case Scheme::kIob1:
      return tag.prefix == 'I' || same_before;
    case Scheme::kIob2:
      return tag.prefix == 'B' || !begins;
    case Scheme::kIoe1:
      return tag.prefix == 'I' || same_after;
    case Scheme::kIoe2:
      return is_end(tag.prefix) || !ends;
    case Scheme::kIobes:
    case Scheme::kBilou:
      return begins == (tag.prefix == 'B' || is_single(tag.prefix)) &&
             ends == (is_end(tag.prefix) || is_single(tag.prefix));
  }
  return true;
}

}  // namespace

std::optional<Scheme> scheme_from_name(std::string_view name) noexcept {
  const auto* at =
      std::find_if(kNames.begin(), kNames.end(), [&](const auto& n) { return n.first == name; });
  if (at == kNames.end()) return std::nullopt;
  return at->second;
}

std::string_view scheme_name(Scheme scheme) noexcept {
  return std::find_if(kNames.begin(), kNames.end(),
                      [&](const auto& n) { return n.second == scheme; })
      ->first;
}

std::optional<Tag> parse_tag(std::string_view tag, Scheme scheme) noexcept {
  if (tag == "O") return Tag{};
  if (tag.size() < 3 || tag[1] != '-' || prefixes(scheme).find(tag[0]) == std::string_view::npos)
    return std::nullopt;
  return Tag{tag[0], tag.substr(2)};
}

Iob2Tags to_iob2(const std::vector<NumberedTag>& tags, Scheme scheme) {
  Iob2Tags out;
  out.tags.reserve(tags.size());
  NumberedTag before;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const NumberedTag after = i + 1 < tags.size() ? tags[i + 1] : NumberedTag{};
    if (!allowed(scheme, before, tags[i], after)) out.malformed.push_back(i);
    const char prefix = tags[i].prefix == 'O' ? 'O' : continues(before, tags[i]) ? 'I' : 'B';
    out.tags.push_back({prefix, tags[i].type});
    before = tags[i];
  }
  return out;
}

}  // namespace xner::data
