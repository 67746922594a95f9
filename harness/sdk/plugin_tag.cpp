// See plugin_tag.hpp. The tag's text is one "key=value" a line, as add_method_plugin() writes it.
#include "harness/sdk/plugin_tag.hpp"

#include <charconv>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"
#include "harness/sdk/elf_notes.hpp"
#include "xner/build_tag.hpp"

namespace xner::sdk {
namespace {

using Fields = std::map<std::string, std::string>;

Fields parse_fields(const std::string& text) {
  Fields fields;
  std::istringstream lines(text.substr(0, text.find('\0')));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t sign = line.find('=');
    if (sign != std::string::npos) fields[line.substr(0, sign)] = printable(line.substr(sign + 1));
  }
  return fields;
}

const std::string& field(const Fields& fields, const char* name,
                         const std::filesystem::path& file) {
  const auto found = fields.find(name);
  if (found == fields.end())
    throw Error(ErrorKind::kPlugin, fmt::format("the tag has no field '{}'", name),
                Place{file.string()}, "build the plugin with add_method_plugin()");
  return found->second;
}

/// "GNU 12.2.0" -> "GNU 12": releases of one major version keep their ABI.
std::string compiler_line(const std::string& compiler) {
  return compiler.substr(0, compiler.find('.'));
}

void compare(std::vector<std::string>& lines, const char* what, const std::string& plugin,
             const std::string& expected) {
  if (plugin != expected)
    lines.push_back(fmt::format("{}: built for {}, this xner is {}", what, plugin, expected));
}

}  // namespace

PluginTag expected_tag() {
  PluginTag tag;
  tag.interface_version = kInterfaceVersion;
  tag.compiler = build::kCompiler;
  tag.libtorch = build::kLibTorch;
  tag.build_type = build::kBuildType;
  tag.sdk_declarations = build::kSdkDeclarations;
  tag.xner = build::kVersion;
  return tag;
}

PluginTag read_plugin_tag(const std::filesystem::path& file) {
  for (const ElfNote& note : read_elf_notes(file)) {
    if (note.owner != kTagOwner || note.type != kTagType) continue;
    const Fields fields = parse_fields(note.description);
    PluginTag tag;
    const std::string& number = field(fields, "interface", file);
    const auto parsed =
        std::from_chars(number.data(), number.data() + number.size(), tag.interface_version);
    if (parsed.ec != std::errc{} || parsed.ptr != number.data() + number.size())
      throw Error(ErrorKind::kPlugin,
                  fmt::format("the tag's interface version is '{}', expected a number", number),
                  Place{file.string()});
    tag.method = field(fields, "method", file);
    tag.version = field(fields, "version", file);
    tag.compiler = field(fields, "compiler", file);
    tag.libtorch = field(fields, "libtorch", file);
    tag.build_type = field(fields, "build_type", file);
    tag.sdk_declarations = field(fields, "sdk_declarations", file);
    tag.xner = field(fields, "xner", file);
    return tag;
  }
  throw Error(ErrorKind::kPlugin,
              "expected an xner plugin, found a shared library without an XNER tag",
              Place{file.string()}, "build it with add_method_plugin()");
}

std::string read_build_id(const std::filesystem::path& file) {
  for (const ElfNote& note : read_elf_notes(file)) {
    constexpr std::uint32_t kGnuBuildId = 3;
    if (note.owner != "GNU" || note.type != kGnuBuildId) continue;
    std::string hex;
    for (const unsigned char byte : note.description) hex += fmt::format("{:02x}", byte);
    return hex;
  }
  throw Error(ErrorKind::kPlugin, "expected a GNU build id, found none", Place{file.string()},
              "link with -Wl,--build-id=sha1");
}

std::vector<std::string> tag_mismatches(const PluginTag& plugin, const PluginTag& expected) {
  std::vector<std::string> lines;
  compare(lines, "interface version", std::to_string(plugin.interface_version),
          std::to_string(expected.interface_version));
  if (compiler_line(plugin.compiler) != compiler_line(expected.compiler))
    compare(lines, "compiler", plugin.compiler, expected.compiler);
  compare(lines, "LibTorch", plugin.libtorch, expected.libtorch);
  compare(lines, "build type", plugin.build_type, expected.build_type);
  constexpr std::size_t kShown = 12;
  compare(lines, "SDK declarations", plugin.sdk_declarations.substr(0, kShown),
          expected.sdk_declarations.substr(0, kShown));
  return lines;
}

}  // namespace xner::sdk
