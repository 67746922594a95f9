// The training step that tests/support/python/step_bench.py compares with plain PyTorch's, step for
// step.
//   step_bench --serve --data FOLDER --tokenizer FOLDER --order FILE --threads N [--shape mbert]
//   [--precision fp32]
// Answers "ready", then to each line "step N" with "SECONDS PIECES LOSS": seconds of one step,
// wordpieces of all N batches, last loss. The model: random weights of the shape, dropout 0.1,
// AdamW, clipping at 1, batches of 32.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>

#include <ATen/Parallel.h>
#include <CLI/CLI.hpp>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/nn/initialise.hpp"
#include "tests/bench/training_fixture.hpp"

namespace {

struct Options {
  std::filesystem::path data, tokenizer, order;
  std::string shape = "mbert";
  std::string precision = "fp32";
  int threads = 2;
};

void serve(const Options& options) {
  using namespace xner;
  at::set_num_threads(options.threads);
  const bench::WikiAnn wikiann = bench::load_wikiann(options.data, options.tokenizer);
  const auto names = wikiann.corpus.label_set.names();
  auto model = nn::new_token_classifier(bench::encoder_shape(options.shape, wikiann.vocabulary),
                                        {names.begin(), names.end()}, 1);
  model.make_trainable(text::pieces_of(wikiann.windows));
  const nn::TrainingSet set(wikiann.windows, nn::model_labels(wikiann.corpus, model.labels));
  bench::Stepper stepper(model, set, options.precision == "bf16" ? at::kBFloat16 : at::kFloat);
  std::vector<std::int64_t> order;
  std::istringstream numbers(read_file(options.order));
  for (std::int64_t number = 0; numbers >> number;) order.push_back(number);

  std::cout << "ready" << std::endl;
  std::size_t next = 0;
  std::string word;
  for (int count = 0; std::cin >> word >> count && word == "step";) {
    const auto began = std::chrono::steady_clock::now();
    bench::Stepper::Done last{};
    std::int64_t pieces = 0;
    for (int i = 0; i < count; ++i) {
      std::vector<std::int64_t> sentences;
      for (int place = 0; place < 32; ++place) sentences.push_back(order[next++ % order.size()]);
      last = stepper.run(sentences);
      pieces += last.pieces;
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count() / count;
    std::printf("%.6f %ld %.6f\n", seconds, static_cast<long>(pieces), last.loss);
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  bool serves = false;
  CLI::App app("xner's training step as a peer of step_bench.py");
  app.add_flag("--serve", serves, "answer on standard input and output")->required();
  app.add_option("--data", options.data)->required();
  app.add_option("--tokenizer", options.tokenizer)->required();
  app.add_option("--order", options.order)->required();
  app.add_option("--threads", options.threads);
  app.add_option("--shape", options.shape);
  app.add_option("--precision", options.precision);
  CLI11_PARSE(app, argc, argv);
  try {
    serve(options);
  } catch (const xner::Error& error) {
    std::fprintf(stderr, "step_bench: %s\n", error.what());
    return 2;
  }
  return 0;
}
