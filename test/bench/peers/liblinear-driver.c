/*
 * Times LIBLINEAR's train() alone. Reads the rows once, says "ready", then obeys one command a line:
 *
 *   <solver type> <C> <eps>      →  <seconds>, and the coefficients as doubles in the file "coefficients"
 *
 * usage: liblinear-driver <folder> <rows> <columns> <non-zeros>, or nothing: prints the version
 */
#include <linear.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char *folder;

static FILE *open_in_folder(const char *name, const char *mode) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, mode);
  if (!file) { perror(path); exit(1); }
  return file;
}

static void *load(const char *name, size_t size, size_t count) {
  void *values = malloc(size * count + 1);
  FILE *file = open_in_folder(name, "rb");
  if (!values || fread(values, size, count, file) != count) { fprintf(stderr, "cannot read %s\n", name); exit(1); }
  fclose(file);
  return values;
}

static void silent(const char *text) { (void)text; }

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc == 1) { printf("%d.%02d\n", LIBLINEAR_VERSION / 100, LIBLINEAR_VERSION % 100); return 0; }
  if (argc != 5) return 2;
  folder = argv[1];
  int rows = atoi(argv[2]), cols = atoi(argv[3]);
  long nnz = atol(argv[4]);

  int *indptr = load("indptr", sizeof(int), rows + 1);
  int *indices = load("indices", sizeof(int), nnz);
  double *data = load("data", sizeof(double), nnz);
  struct feature_node *nodes = malloc(sizeof *nodes * (nnz + rows));
  struct feature_node **x = malloc(sizeof *x * rows);
  struct feature_node *node = nodes;
  for (int i = 0; i < rows; i++) {
    x[i] = node;
    for (int p = indptr[i]; p < indptr[i + 1]; p++) {
      node->index = indices[p] + 1;
      node++->value = data[p];
    }
    node++->index = -1;
  }
  free(indptr); free(indices); free(data);
  struct problem problem = {rows, cols, load("labels", sizeof(double), rows), x, -1};
  set_print_string_function(silent);

  puts("ready");
  fflush(stdout);
  int solver;
  double C, eps;
  while (scanf("%d %lf %lf", &solver, &C, &eps) == 3) {
    struct parameter parameter = {0};
    parameter.solver_type = solver;
    parameter.C = C;
    parameter.eps = eps;
    srand(1);
    double started = now();
    struct model *model = train(&problem, &parameter);
    double seconds = now() - started;
    FILE *file = open_in_folder("coefficients", "wb");
    int class_index = model->label[0] == 1 ? 0 : 1;
    for (int j = 1; j <= cols; j++) {
      double w = get_decfun_coef(model, j, class_index);
      fwrite(&w, sizeof w, 1, file);
    }
    fclose(file);
    free_and_destroy_model(&model);
    printf("%.9f\n", seconds);
    fflush(stdout);
  }
  return 0;
}
