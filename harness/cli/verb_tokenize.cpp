// `xner tokenize ENCODER`: the options of tokenize.hpp; encoders by every kind of reference.
#include <filesystem>
#include <iostream>

#include "harness/base/files.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/cli/tokenize.hpp"
#include "harness/cli/verb.hpp"
#include "harness/config/node.hpp"
#include "harness/flow/encoder.hpp"

namespace xner::cli {
namespace {

struct TokenizeOptions {
  std::string encoder;
  bool words = false;
};

int run(const TokenizeOptions& options) {
  const TemporaryFolder work;
  const auto folder =
      flow::find_encoder(options.encoder, Place{std::string(config::kCommandLine)}, work.path());
  std::ios::sync_with_stdio(false);
  const int code = run_tokenize(folder, options.words, std::cin, std::cout);
  std::cout.flush();
  if (!std::cout) throw Error(ErrorKind::kIo, "cannot write all output", Place{"standard output"});
  return code;
}

}  // namespace

Action declare_tokenize(CLI::App& command) {
  const auto options = std::make_shared<TokenizeOptions>();
  command
      .add_option("encoder", options->encoder,
                  "Folder, hf:<repository>, random-tiny or random:<config.json>")
      ->required();
  command.add_flag("--words", options->words, "Lines are words separated by single spaces");
  return [options] { return run(*options); };
}

}  // namespace xner::cli
